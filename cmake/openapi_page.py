"""The OpenAPI document as one HTML page: no script, nothing fetched, fit for offline and for screen readers."""

import base64
import hashlib
import html
import json
import re

STYLE = """
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#57606a;--line:#d8dee4;--back:#fff;--code:#f3f5f8;--mark:#0b57d0}
@media(prefers-color-scheme:dark){:root{--ink:#e6e8eb;--soft:#9aa4af;--line:#343b44;--back:#14171b;--code:#1e2329;
--mark:#8ab4f8}}
*{box-sizing:border-box}
body{margin:0;font:16px/1.55 system-ui,sans-serif;color:var(--ink);background:var(--back)}
main{max-width:62rem;margin:0 auto;padding:1.5rem}
h1{margin:.5rem 0 0}h2{margin:2.5rem 0 .5rem;padding-top:.5rem;border-top:2px solid var(--line)}
h3{font-size:1rem;margin:1rem 0 .25rem}p{margin:.5rem 0}a{color:var(--mark)}
nav ul{columns:16rem;padding-left:1.2rem;margin:.5rem 0}
code,pre{font:.875em/1.5 ui-monospace,monospace;background:var(--code);border-radius:4px}
code{padding:.1em .3em;overflow-wrap:anywhere}pre{padding:.75rem;overflow-x:auto;margin:.5rem 0}
details{border:1px solid var(--line);border-radius:6px;margin:.4rem 0}
details>div{padding:0 1rem .75rem}summary{padding:.45rem .75rem;cursor:pointer}
summary .method{display:inline-block;min-width:4.2rem;font-weight:700;font-family:ui-monospace,monospace}
summary .what{color:var(--soft);margin-left:.5rem}
table{border-collapse:collapse;width:100%;margin:.5rem 0;font-size:.92rem}
td,th{border-top:1px solid var(--line);padding:.3rem .5rem .3rem 0;text-align:left;vertical-align:top}
.soft{color:var(--soft)}
"""
WHO = {"projectJwt": "a project token", "userJwt": "a user token"}
TOKENS = {"projectJwt": "$PROJECT_JWT", "userJwt": "$USER_JWT"}
JOINT = " \\\n  "
LIMITS = (
    "format",
    "pattern",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "minItems",
    "maxItems",
    "default",
)


def escape(value):
    return html.escape(str(value), quote=True)


def prose(text):
    """Paragraphs, `code` and *emphasis*."""
    out = []
    for paragraph in re.split(r"\n\s*\n", (text or "").strip()):
        line = escape(" ".join(paragraph.split()))
        line = re.sub(r"`([^`]+)`", r"<code>\1</code>", line)
        line = re.sub(r"\*\*([^*]+)\*\*", r"<strong>\1</strong>", line)
        line = re.sub(r"(?<!\w)\*([^*\s][^*]*)\*", r"<em>\1</em>", line)
        out.append(f"<p>{line}</p>" if line else "")
    return "".join(out)


class Page:
    def __init__(self, document):
        self.document = document
        self.schemas = document["components"]["schemas"]

    def resolve(self, value):
        while "$ref" in value:
            _, _, section, name = value["$ref"].split("/")
            value = self.document["components"][section][name]
        return value

    def type_of(self, schema):
        """A schema in a few words, with links to the named ones."""
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            return f'<a href="#schema-{name}">{name}</a>'
        for word in ("anyOf", "allOf"):
            if word in schema and "type" not in schema:
                joint = " or " if word == "anyOf" else " and "
                return joint.join(self.type_of(one) for one in schema[word])
        if "const" in schema:
            return f"<code>{escape(json.dumps(schema['const']))}</code>"
        if "enum" in schema:
            return " | ".join(f"<code>{escape(json.dumps(one))}</code>" for one in schema["enum"])
        kinds = schema.get("type", "anything")
        words = kinds if isinstance(kinds, list) else [kinds]
        words = [
            f"array of {self.type_of(schema['items'])}" if one == "array" and "items" in schema else one
            for one in words
        ]
        return " or ".join(words)

    def limits_of(self, schema):
        return ", ".join(f"{name} <code>{escape(schema[name])}</code>" for name in LIMITS if name in schema)

    def fields(self, schema, depth=0):
        rows = []
        for name, one in schema.get("properties", {}).items():
            is_required = name in schema.get("required", [])
            title = (
                "&nbsp;" * 4 * depth
                + f"<code>{escape(name)}</code>"
                + (" <b>required</b>" if is_required else "")
            )
            notes = [self.limits_of(one), prose(one.get("description"))]
            rows.append(
                f"<tr><td>{title}</td><td>{self.type_of(one)}</td><td>{' '.join(filter(None, notes))}</td></tr>"
            )
            inner = one.get("items", one) if "array" in str(one.get("type")) else one
            rows.append(self.fields(inner, depth + 1))
        return "".join(rows)

    def schema_section(self, name, schema):
        parts = [prose(schema.get("description")), f"<p>{self.type_of(schema)} {self.limits_of(schema)}</p>"]
        if schema.get("additionalProperties") is False:
            parts.append("<p>Closed: other keys are refused.</p>")
        rows = self.fields(schema) + "".join(self.fields(one) for one in schema.get("allOf", []))
        if rows:
            parts.append(f"<table>{rows}</table>")
        if "example" in schema:
            parts.append(f"<pre>{escape(json.dumps(schema['example'], indent=2, ensure_ascii=False))}</pre>")
        return f'<details><summary><code>{name}</code></summary><div id="schema-{name}">{"".join(parts)}</div></details>'

    def curl(self, method, path, operation, example):
        words = [f'curl -X {method.upper()} "$CARILLON{path}"']
        if operation["security"]:
            words.append(f"-H \"Authorization: Bearer {TOKENS[next(iter(operation['security'][0]))]}\"")
        if example is not None:
            text = json.dumps(example, ensure_ascii=False).replace("'", "'\\''")
            words += ["-H 'Content-Type: application/json'", f"-d '{text}'"]
        return f"<pre>{escape(JOINT.join(words))}</pre>"

    def operation_section(self, path, method, operation):
        who = [WHO[name] for one in operation["security"] for name in one] or ["anyone"]
        parts = [prose(operation.get("description")), f'<p class="soft">Called with {escape(who[0])}.</p>']
        if parameters := [self.resolve(one) for one in operation.get("parameters", [])]:
            rows = "".join(
                f"<tr><td><code>{escape(one['name'])}</code></td><td>{escape(one['in'])}</td>"
                f"<td>{self.type_of(one['schema'])}</td><td>{prose(one.get('description'))}</td></tr>"
                for one in parameters
            )
            parts.append(f"<h3>Parameters</h3><table>{rows}</table>")
        example = None
        if body := operation.get("requestBody"):
            content = body["content"]
            schema = content.get("application/json", next(iter(content.values())))["schema"]
            example = self.resolve(schema).get("example", {})
            parts.append(f"<h3>Body</h3><p>{self.type_of(schema)}</p>")
        rows = []
        for status, one in operation["responses"].items():
            found = self.resolve(one)
            content = next(iter(found.get("content", {}).values()), {}).get("schema")
            shape = self.listing(content) if content else "no body"
            rows.append(
                f"<tr><td><b>{status}</b></td><td>{shape}</td><td>{prose(found['description'])}</td></tr>"
            )
        parts.append(f"<h3>Answers</h3><table>{''.join(rows)}</table>")
        parts.append(f"<h3>Try it</h3>{self.curl(method, path, operation, example)}")
        return (
            f'<details><summary><span class="method">{method.upper()}</span><code>{escape(path)}</code>'
            f'<span class="what">{escape(operation["summary"])}</span></summary>'
            f'<div id="{operation["operationId"]}">{"".join(parts)}</div></details>'
        )

    def listing(self, schema):
        data = schema.get("properties", {}).get("data")
        return f"list of {self.type_of(data['items'])}, <code>links</code>" if data else self.type_of(schema)

    def render(self):
        info = self.document["info"]
        tags = self.document["tags"]
        of_tag = {tag["name"]: [] for tag in tags}
        for path, item in self.document["paths"].items():
            for method, operation in item.items():
                of_tag[operation["tags"][0]].append(self.operation_section(path, method, operation))
        anchor = {tag["name"]: tag["name"].replace(" ", "-") for tag in tags}
        links = [
            f'<li><a href="#{anchor[name]}">{escape(name)}</a> ({len(rows)})</li>'
            for name, rows in of_tag.items()
        ]
        links.append('<li><a href="#schemas">schemas</a></li>')
        sections = [
            f'<section><h2 id="{anchor[tag["name"]]}">{escape(tag["name"].capitalize())}</h2>'
            f'{prose(tag["description"])}{"".join(of_tag[tag["name"]])}</section>'
            for tag in tags
        ]
        schemas = "".join(self.schema_section(name, schema) for name, schema in self.schemas.items())
        return (
            '<!doctype html><html lang="en"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width,initial-scale=1">'
            f"<title>{escape(info['title'])} API</title><style>{STYLE}</style></head><body><main>"
            f"<h1>{escape(info['title'])} API</h1><p>{escape(info['summary'])}</p>{prose(info['description'])}"
            '<p>Machine-readable: <a href="openapi.json">openapi.json</a>. In the examples <code>$CARILLON</code> is this '
            "server's origin.</p>"
            f"<nav><ul>{''.join(links)}</ul></nav>{''.join(sections)}"
            f'<section><h2 id="schemas">Schemas</h2>{schemas}</section></main></body></html>'
        )


def style_hash():
    """For the page's Content-Security-Policy."""
    return "sha256-" + base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
