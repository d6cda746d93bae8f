"""docs/openapi.yaml as the server serves it: operations, examples, and whether an answer keeps its schema."""

import re
from dataclasses import dataclass, field
from urllib.parse import quote

from jsonschema import Draft202012Validator, FormatChecker

formats = FormatChecker()
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z")
formats.checks("date-time")(lambda value: not isinstance(value, str) or _TIME.fullmatch(value) is not None)

METHODS = ("GET", "POST", "PUT", "DELETE")


@dataclass
class Operation:
    name: str
    method: str
    path: str
    who: str  # project, user or none
    parameters: list
    body: dict | None  # schema
    answers: dict  # status → response object
    example: object = None
    greedy: set = field(default_factory=set)

    def __str__(self):
        return f"{self.method} {self.path} ({self.name})"

    @property
    def path_names(self):
        return re.findall(r"{(\w+)}", self.path)

    @property
    def query_names(self):
        """Of the parameters that must be there."""
        return [one["name"] for one in self.parameters if one["in"] == "query" and one.get("required")]

    @property
    def success(self):
        return next(status for status in self.answers if 200 <= status < 300)

    def url(self, values):
        """The path with its parameters filled in, and the query that must be. Greedy ones keep slashes."""
        path = re.sub(
            r"{(\w+)}",
            lambda found: quote(str(values[found[1]]), safe="/" if found[1] in self.greedy else ""),
            self.path,
        )
        query = "&".join(f"{name}={quote(str(values[name]))}" for name in self.query_names)
        return f"{path}?{query}" if query else path


class Document:
    def __init__(self, parsed):
        self.parsed = parsed
        self.operations = [
            self._operation(path, method, one)
            for path, item in parsed["paths"].items()
            for method, one in item.items()
        ]

    def resolve(self, value):
        while "$ref" in value:
            _, _, section, name = value["$ref"].split("/")
            value = self.parsed["components"][section][name]
        return value

    def _operation(self, path, method, one):
        schemes = [name for scheme in one["security"] for name in scheme]
        who = {"projectJwt": "project", "userJwt": "user"}[schemes[0]] if schemes else "none"
        parameters = [self.resolve(each) for each in one.get("parameters", [])]
        body = one.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
        return Operation(
            name=one["operationId"],
            method=method.upper(),
            path=path,
            who=who,
            parameters=parameters,
            body=body,
            answers={int(status): self.resolve(each) for status, each in one["responses"].items()},
            example=self.resolve(body).get("example", {}) if body else None,
            greedy={each["name"] for each in parameters if each.get("x-greedy")},
        )

    def example_of(self, schema):
        """The schema's own; of a list: one row. None where there is none."""
        schema = self.resolve(schema)
        if "example" in schema:
            return schema["example"]
        fields = {name: self.example_of(one) for name, one in schema.get("properties", {}).items()}
        if "items" in schema:
            row = self.example_of(schema["items"])
            return None if row is None else [row]
        return fields if fields and None not in fields.values() else None

    def validator(self, schema):
        whole = {"components": self.parsed["components"], "allOf": [schema]}
        return Draft202012Validator(whole, format_checker=formats)

    def complaints(self, operation, status, content_type, body):
        """What is wrong with an answer, in words; nothing when it keeps the document."""
        if status not in operation.answers:
            return [f"status {status} is not documented"]
        content = operation.answers[status].get("content")
        if not content:
            return [f"a body where none is documented: {str(body)[:200]}"] if body else []
        kind = next(iter(content))
        if (content_type or "").partition(";")[0] != kind:
            return [f"content type {content_type} instead of {kind}"]
        if kind != "application/json":
            return []
        found = self.validator(content[kind]["schema"]).iter_errors(body)
        return [f"{one.json_path}: {one.message[:300]}" for one in found]
