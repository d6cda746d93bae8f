"""The schemas of the document: each part's schema as it may be asked and as it is answered, and the examples
that a schema without one of its own is shown by. Used by script/openapi."""

import copy


def ref(section, name):
    return {"$ref": f"#/components/{section}/{name}"}


def nullable(schema):
    if "$ref" in schema or "type" not in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    out = {**schema, "type": list(dict.fromkeys([*kinds, "null"]))}
    if "enum" in schema:
        out["enum"] = [*schema["enum"], None]
    return out


def walk(schema, change):
    """`change` applied to every object schema within, innermost first."""
    if isinstance(schema, list):
        return [walk(one, change) for one in schema]
    if not isinstance(schema, dict):
        return schema
    out = {
        key: one if key in ("example", "enum", "const") else walk(one, change) for key, one in schema.items()
    }
    return change(out)


def says_something(schema):
    """minProperties, where a null is as good as absent: not {} and not null alone."""
    nulls = {name: {"type": "null"} for name in schema["properties"]}
    out = {key: value for key, value in schema.items() if key != "minProperties"}
    return {**out, "not": {"type": "object", "additionalProperties": False, "properties": nulls}}


def as_asked(schema, twins):
    """Optional fields may be null, and count as absent then."""

    def change(one):
        if name := one.get("$ref", "").rpartition("/")[2]:
            return ref("schemas", f"{name}Request") if name in twins else one
        if isinstance(one.get("properties"), dict) and "object" in str(one.get("type")):
            wanted = one.get("required", [])
            fields = {
                name: each if name in wanted else nullable(each) for name, each in one["properties"].items()
            }
            out = {**one, "properties": fields}
            return says_something(out) if "minProperties" in one and not wanted else out
        return one

    return walk(schema, change)


def as_answered(schema):
    """Later versions may say more."""
    return walk(
        schema, lambda one: {k: v for k, v in one.items() if k != "additionalProperties" or v is not False}
    )


def join_schemas(parts):
    """Of every part, by the names they have in the document. A part with `both` has two."""
    twins = {name for name, schema in parts.items() if "both" in schema}
    out = {}
    for name, schema in parts.items():
        plain = {key: value for key, value in schema.items() if key != "both"}
        if name not in twins:
            out[name] = plain
            continue
        out[f"{name}Request"] = as_asked(copy.deepcopy(plain), twins)
        answered = as_answered(copy.deepcopy(plain))
        answered.pop("minProperties", None)
        answered.pop("anyOf", None) if "properties" in answered else None
        if schema["both"] == "id":
            answered["properties"] = {"id": ref("schemas", "Id"), **answered.get("properties", {})}
            answered.pop("example", None)
            if "example" in plain:
                answered["example"] = {"id": parts["Id"]["example"], **plain["example"]}
        out[name] = answered
    return out


class Examples:
    """What an answer looks like: the schema's own example, or one put together from its fields'."""

    def __init__(self, schemas):
        self.schemas = schemas

    def of(self, schema):
        """None when nothing can be said."""
        if "example" in schema:
            return schema["example"]
        if "$ref" in schema:
            return self.of(self.schemas[schema["$ref"].rpartition("/")[2]])
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return schema["enum"][0]
        if "items" in schema:
            one = self.of(schema["items"])
            return None if one is None else [one]
        if "allOf" in schema:
            merged = {}
            for one in schema["allOf"]:
                merged |= self.of(one) or {}
            return merged
        if "properties" in schema:
            found = {name: self.of(one) for name, one in schema["properties"].items()}
            return {name: value for name, value in found.items() if value is not None}
        return None

    def lacking(self, schema):
        """The name of a required field without an example, or None."""
        shown = self.of(schema)
        if shown is None:
            return "(root)"
        return next((name for name in schema.get("required", []) if name not in shown), None)
