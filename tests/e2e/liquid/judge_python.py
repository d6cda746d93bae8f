"""python-liquid as the judge: a case a line in, its output or null for an error a line out."""

import json
import sys

import liquid


def main():
    variables = json.loads(sys.stdin.readline())
    environment = liquid.Environment()
    for line in sys.stdin:
        try:
            output = environment.from_string(json.loads(line)["source"]).render(**variables)
        except Exception:  # whatever it is, the case is refused
            output = None
        print(json.dumps(output))


if __name__ == "__main__":
    main()
