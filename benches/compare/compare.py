#!/usr/bin/env python3
"""Measures `revops score` against other tools on the same files, in turn.

What it is for
    The figures of docs/performance.md, on your machine. Installs the peers that are
    Python packages into a virtual environment, builds revops and the generator,
    writes the exports, then runs ours and theirs alternately: A, B, A, B. What is
    compared are ratios of neighbours, so that a slow minute hits both.

    python3 benches/compare/compare.py                           1 GB
    python3 benches/compare/compare.py --rows 20000 --pairs 1    a try

    Prints Markdown tables; --json FILE gets the same as data. Python 3.11, standard
    library only; everything is written to a folder of its own (--work FOLDER).
"""
import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

import tables

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PACKAGES = ["duckdb", "polars", "pandas", "pyarrow"]
SEED = 7
THREADS = 2

# name: (style, columns, share of --rows)
FILES = {
    "large": ("salesforce", 120, 1.0),
    "small": ("salesforce", 120, 0.1),
    "wide": ("salesforce", 800, 0.1),
    "hubspot": ("hubspot", 120, 0.1),
}
ALL = list(FILES)
NARROW = ["large", "small", "hubspot"]

# name: (what it computes, the files it is run on). What keeps every value runs on small files only, and the
# same report in SQL not on the wide one: its thousands of aggregates took DuckDB 18 GB at 2,000 records.
PEERS = {
    "duckdb-summarize": ("DuckDB `SUMMARIZE`: approximate distinct, min, max; no top value", ALL),
    "duckdb-report": ("DuckDB, the same report", NARROW),
    "polars": ("polars streaming: fill, approximate distinct, min, max; no top value", ALL),
    "xan-approximate": ("`xan stats -a -t 2`: approximate distinct; no top value", ALL),
    "xan-exact": ("`xan stats -c -t 2`: exact distinct, top value", ["small", "hubspot"]),
    "qsv": ("`qsv stats --jobs 2 --cardinality`, its index built beforehand", NARROW),
    "pandas": ("pandas: fill, exact distinct, top value; one thread", ["small"]),
    "floor": ("counting newlines on two threads", ALL),
}


class Failed(Exception):
    """A command that did not end with 0: it has no figures."""


def main():
    options = arguments()
    options.work.mkdir(parents=True, exist_ok=True)
    bench = Bench(options)
    try:
        measure(bench, options)
    finally:
        if not options.keep:
            bench.remove_files()


def measure(bench, options):
    files = {name: bench.generate(name) for name in options.files}
    result = {"machine": tables.machine(), "versions": bench.versions(), "files": files, "comparisons": []}
    tell(tables.header(result))
    for peer in options.peers:
        for name in [name for name in PEERS[peer][1] if name in files]:
            result["comparisons"].append(bench.compare(peer, name, files[name]))
    tell(tables.comparisons(result["comparisons"]))
    result["growth"] = bench.growth(files)
    tell(tables.growth(result["growth"]))
    result["threads"], result["identical"] = bench.threads(files), bench.identical(files)
    tell(tables.threads(result["threads"], result["identical"]))
    target = options.json or options.work / "compare.json"
    target.write_text(json.dumps(result, indent=2) + "\n")
    note(f"the same as data: {target}")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000, help="of the large file; the others have a tenth")
    parser.add_argument("--pairs", type=int, default=3, help="runs of each side, in turn")
    parser.add_argument("--files", type=listed(FILES), default=ALL, help="some of " + ",".join(FILES))
    parser.add_argument("--peers", type=listed(PEERS), default=list(PEERS), help="some of " + ",".join(PEERS))
    folder = Path(tempfile.gettempdir()) / "revops-compare"
    parser.add_argument("--work", type=Path, default=folder, help="folder for data and tools")
    parser.add_argument("--json", type=Path, help="default: compare.json in the work folder")
    packages = "an interpreter that has the packages; default: a new environment"
    parser.add_argument("--python", type=Path, help=packages)
    for tool in ["revops", "generate", "floor"]:
        parser.add_argument(f"--{tool}", type=Path, help="a built binary; default: built here")
    for tool in ["xan", "qsv"]:
        parser.add_argument(f"--{tool}", type=Path, help="default: found on PATH")
    parser.add_argument("--install-xan", action="store_true", help="`cargo install xan` into the work folder")
    parser.add_argument("--keep", action="store_true", help="leave the generated files there")
    return parser.parse_args()


def listed(known):
    def parse(text):
        names = text.split(",")
        if unknown := [name for name in names if name not in known]:
            raise argparse.ArgumentTypeError(f"`{unknown[0]}` is none of {', '.join(known)}")
        return names

    return parse


def tell(text):
    print(text, flush=True)


def note(text):
    print(text, file=sys.stderr, flush=True)


class Bench:
    """The tools, where they are, and how each is started."""

    def __init__(self, options):
        self.options = options
        self.work = options.work
        self.folders = []
        self.tools = {name: getattr(options, name) for name in ["revops", "generate", "floor"]}
        self.build()
        self.tools |= {name: self.find(name) for name in ["xan", "qsv"]}
        self.tools = {name: path and path.absolute() for name, path in self.tools.items()}
        self.python = options.python or self.environment()
        self.has_threads = "--threads" in spoken(self.tools["revops"], "score", "--help")

    def build(self):
        """Builds revops as it is shipped, and apart from it the two programs beside this file."""
        if not self.tools["revops"]:
            subprocess.run(["cargo", "build", "--release", "--bin", "revops"], cwd=ROOT, check=True)
            metadata = ["cargo", "metadata", "--format-version", "1", "--no-deps"]
            folder = json.loads(subprocess.check_output(metadata, cwd=ROOT))["target_directory"]
            self.tools["revops"] = Path(folder) / "release" / "revops"
        if not (self.tools["generate"] and self.tools["floor"]):
            target = self.work / "target"
            subprocess.run(["cargo", "build", "--release", "--target-dir", target], cwd=HERE, check=True)
            for name in ["generate", "floor"]:
                self.tools[name] = self.tools[name] or target / "release" / name

    def find(self, name):
        here = self.work / "bin" / name
        if name == "xan" and self.options.install_xan and not here.exists():
            subprocess.run(["cargo", "install", "xan", "--locked", "--root", self.work], check=True)
        wanted = getattr(self.options, name) or (here if here.exists() else None) or shutil.which(name)
        if name == "qsv":
            wanted = wanted or shutil.which("qsvlite")
        return Path(wanted) if wanted and Path(wanted).exists() else None

    def environment(self):
        folder = self.work / "environment"
        python = folder / "bin" / "python"
        if not python.exists():
            note("installing " + ", ".join(PACKAGES))
            subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES], stdout=sys.stderr, check=True)
        return python

    def versions(self):
        of_packages = "import importlib.metadata as m, sys; [print(p, m.version(p)) for p in sys.argv[1:]]"
        packages = spoken(self.python, "-c", of_packages, *PACKAGES[:3]).splitlines()
        asked = {name: self.tools[name] for name in ["revops", "xan", "qsv"]}
        tools = {name: path and spoken(path, "--version").splitlines()[0] for name, path in asked.items()}
        tools = {name: version or "not installed" for name, version in tools.items()}
        commit = spoken("git", "-C", ROOT, "describe", "--always", "--dirty").strip()
        return tools | {"commit": commit} | dict(line.split() for line in packages)

    def generate(self, name):
        style, columns, share = FILES[name]
        rows = max(1, int(self.options.rows * share))
        # One folder each: the name says what the file holds.
        path = self.work / f"{style}-{columns}-{rows}-{SEED}" / "Opportunity.csv"
        path.parent.mkdir(exist_ok=True)
        self.folders.append(path.parent)
        shape = ["--style", style, "--columns", str(columns), "--rows", str(rows), "--seed", str(SEED)]
        subprocess.run([self.tools["generate"], *shape, "--out", path], check=True)
        said = {"name": name, "path": str(path), "style": style, "columns": columns, "rows": rows}
        return said | {"bytes": path.stat().st_size}

    def remove_files(self):
        for folder in self.folders:
            shutil.rmtree(folder)

    def ours(self, path, threads=THREADS):
        chosen = ["--threads", str(threads)] if self.has_threads and threads else []
        return [self.tools["revops"], "score", path, "--format", "json", "--quiet", *chosen]

    def command(self, peer, path):
        """What to start, or None where the tool is not installed."""
        xan, qsv = self.tools["xan"], self.tools["qsv"]
        match peer:
            case "xan-approximate":
                return xan and [xan, "stats", "-a", "-t", str(THREADS), path]
            case "xan-exact":
                return xan and [xan, "stats", "-c", "-t", str(THREADS), path]
            case "qsv":
                fresh = ["--force", "--cache-threshold", "0"]
                return qsv and [qsv, "stats", "--jobs", str(THREADS), "--cardinality", *fresh, path]
            case "floor":
                return [self.tools["floor"], path, str(THREADS)]
            case _:
                return [self.python, HERE / "peers.py", peer, path]

    def compare(self, peer, name, file):
        path = file["path"]
        theirs = self.command(peer, path)
        row = {"peer": peer, "does": PEERS[peer][0], "file": name, "bytes": file["bytes"]}
        if not theirs:
            return row | {"missing": "not installed"}
        note(f"{peer} on {name}")
        try:
            if peer == "qsv":
                subprocess.run([theirs[0], "index", path], check=True)
            pairs = self.pairs(path, self.ours(path), theirs)
        except Failed as failure:
            return row | {"missing": str(failure)}
        said = self.records(peer)
        if said not in [None, file["rows"]]:
            row["disagrees"] = f"{said:,} records, not {file['rows']:,}"
        return row | summary(pairs)

    def records(self, peer):
        """How many records the peer saw in its last run, where it says so."""
        text = (self.work / "second.out").read_text(errors="replace")
        if peer.startswith("xan"):
            return sum(int(count) for count in text.splitlines()[1].split(",")[1:3])
        return None if peer in ["floor", "qsv"] else int(text)

    def pairs(self, path, first, second, rounds=None):
        """Runs both in turn; the file is read once before, so that nobody pays for the disk."""
        self.run([self.tools["floor"], path], "first")
        return [(self.run(first, "first"), self.run(second, "second")) for _ in range(rounds or self.options.pairs)]

    def run(self, command, output):
        launch = [sys.executable, "-I", "-S", HERE / "launch.py", self.work / f"{output}.out", *command]
        done = subprocess.run(launch, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if done.returncode != 0:
            raise Failed(done.stderr.strip()[-200:])
        cpu, wall, peak, code = done.stdout.split()[-4:]
        if int(code) != 0:
            raise Failed(f"exit {code}: {' '.join(done.stderr.split())[-200:]}")
        return {"cpu": float(cpu), "wall": float(wall), "peak": int(peak), "load": os.getloadavg()[0]}

    def growth(self, files):
        """Ours: ten times the rows, and 800 columns against 120; nothing where a file is left out."""
        grown = {}
        for label, (before, after) in {"rows": ("small", "large"), "columns": ("small", "wide")}.items():
            if before in files and after in files:
                first, second = files[before], files[after]
                pairs = self.pairs(second["path"], self.ours(first["path"]), self.ours(second["path"]))
                grown[label] = {"before": first, "after": second} | summary(pairs)
        return grown

    def threads(self, files):
        """Ours on one thread and on two; None where this revops cannot be told."""
        file = files.get("large") or next(iter(files.values()))
        if not self.has_threads:
            return None
        pairs = self.pairs(file["path"], self.ours(file["path"], 2), self.ours(file["path"], 1))
        return {"file": file["name"]} | summary(pairs)

    def identical(self, files):
        """Whether threads and chunks change no byte, by file; None where this revops cannot be told."""
        if not self.has_threads:
            return None
        def same(path):
            ways = [(1, 512), (2, 512), (7, 512), (2, 64), (7, 1000), (2, 65536)]
            return len({self.digest(path, threads, chunk) for threads, chunk in ways}) == 1

        return {name: same(file["path"]) for name, file in files.items()}

    def digest(self, path, threads, chunk):
        self.run([*self.ours(path, threads), "--chunk", str(chunk)], "first")
        return hashlib.sha256((self.work / "first.out").read_bytes()).hexdigest()


def summary(pairs):
    """Medians of each side, and medians of the ratios within a pair: second through first."""
    units = ["cpu", "wall", "peak"]
    first, second = ({unit: median(pair[side][unit] for pair in pairs) for unit in units} for side in [0, 1])
    ratio = {unit: median(b[unit] / max(a[unit], 1e-9) for a, b in pairs) for unit in units}
    load = max(run["load"] for pair in pairs for run in pair)
    return {"first": first, "second": second, "ratio": ratio, "load": load, "pairs": pairs}


def spoken(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True).stdout


if __name__ == "__main__":
    main()
