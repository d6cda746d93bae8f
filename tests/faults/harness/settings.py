"""The settings file of a run."""


def _line(key, value):
    if isinstance(value, str):
        value = f'"{value}"'
    elif isinstance(value, list):
        value = "[" + ", ".join(f'"{one}"' for one in value) + "]"
    return f"{key} = {value}\n"


def write(path, data_dir, sections, more):
    """`sections` and `more`, which comes over them: section → {key: value}."""
    with open(path, "w", encoding="utf-8") as file:
        file.write(_line("data_dir", data_dir))
        for section in [*sections, *(name for name in more if name not in sections)]:
            file.write(f"[{section}]\n")
            for key, value in {**sections.get(section, {}), **more.get(section, {})}.items():
                file.write(_line(key, value))
