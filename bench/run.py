#!/usr/bin/env python3
"""Runs benchmarks and prints one line a figure: NAME VALUE UNIT. Use script/bench, which builds first."""

import argparse
import importlib
import json
import os
import platform
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.path.insert(0, os.path.join(HERE, "..", "tests", "faults"))  # the harness that starts servers

# One module a question: its first docstring line says which, measure(options) answers with {name: (value, unit)}.
# Figures are named after the module, or as its FIGURES says. One that IS_LONG is measured only by name.
QUESTIONS = ["fanout", "latency50", "urgent", "kill", "personal", "importing", "api", "instructions", "timing", "isolation"]
QUESTIONS += ["senders", "memory", "web_push", "channels", "outage"]


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="benchmarks to run (all but the long ones when none is given)")
    parser.add_argument("--list", action="store_true", help="name the benchmarks and what they measure")
    parser.add_argument("--binaries", default="build/bench", help="folder of carillon and carillon-sandbox")
    parser.add_argument("--output", default="", help="write the run as JSON to this file")
    parser.add_argument("--rounds", type=int, default=5, help="rounds whose median is printed")
    parser.add_argument("--recipients", type=int, default=200_000, help="users of a broadcast")
    parser.add_argument("--events", type=int, default=10_000_000, help="events on record when pages are read")
    parser.add_argument("--attacks", nargs="*", default=[], metavar="NAME", help="of isolation: these attacks alone")
    parser.add_argument("--profile", default="", metavar="FILE", help="of instructions: callgrind's, of deliveries")
    parser.add_argument("--channels", nargs="*", default=[], metavar="KIND", help="of channels: these kinds alone")
    parser.add_argument("--outage-seconds", type=float, default=600.0, help="of outage: how long the providers are out")
    parser.add_argument("--threads", type=int, default=0, help="of channels: worker.threads (the engine's default)")
    return parser.parse_args()


def machine():
    with open("/proc/cpuinfo", encoding="ascii", errors="replace") as file:
        models = [line.partition(":")[2].strip() for line in file if line.startswith("model name")]
    return {"cores": os.cpu_count(), "cpu": models[0] if models else "unknown", "kernel": platform.release()}


def commit():
    words = ["git", "-C", HERE, "describe", "--always", "--dirty", "--abbrev=12"]
    found = subprocess.run(words, capture_output=True, text=True, check=False)
    return found.stdout.strip() or "unknown"


def main():
    options = parse_arguments()
    unknown = [name for name in options.names if name not in QUESTIONS]
    if unknown:
        print(f"no benchmark is named {', '.join(unknown)}; there is: {', '.join(QUESTIONS)}", file=sys.stderr)
        return 64
    modules = {name: importlib.import_module(name) for name in options.names or QUESTIONS}
    if options.list:
        for name, module in modules.items():
            length = " (long)" if getattr(module, "IS_LONG", False) else ""
            print(f"{name:12} {module.__doc__.splitlines()[0]}{length}")
        return 0
    if not options.names:
        modules = {name: module for name, module in modules.items() if not getattr(module, "IS_LONG", False)}

    figures, details = {}, {}
    for name, module in modules.items():
        print(f"{name}: {module.__doc__.splitlines()[0]}", file=sys.stderr)
        found, details[name] = module.measure(options)
        for figure, (value, unit) in found.items():
            full = f"{getattr(module, 'FIGURES', name)}.{figure}"
            figures[full] = {"value": value, "unit": unit}
            print(f"{full} {value:.6g} {unit}", flush=True)
    if options.output:
        run = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "commit": commit(),
            "machine": machine(),
            "figures": figures,
            "rounds": details,
        }
        with open(options.output, "w", encoding="utf-8") as file:
            json.dump(run, file, indent=2)
            file.write("\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
