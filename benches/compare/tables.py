"""The figures of compare.py as Markdown, in the units that people compare."""
import os
import platform


def machine():
    """Processor, cores, memory and load; nothing that names the machine."""
    processor, memory = platform.processor() or "unknown", 0
    if os.path.exists("/proc/cpuinfo"):
        with open("/proc/cpuinfo") as lines:
            names = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
            processor = names[0] if names else processor
    if hasattr(os, "sysconf"):
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {"processor": processor, "cores": os.cpu_count(), "memory": memory,
            "system": f"{platform.system()} {platform.release()}", "load": os.getloadavg()[0]}


def header(result):
    machine, versions = result["machine"], result["versions"]
    cores, memory = f"{machine['cores']} × {machine['processor']}", f"{machine['memory'] / 2**30:.0f} GiB"
    said = [f"{cores}, {memory}, {machine['system']}; load {machine['load']:.1f} at the start."]
    if machine["load"] > 0.5:
        said.append("**Somebody else is working on this machine: trust the CPU ratios, not the wall ones.**")
    named = [f"{name} {version.removeprefix(name).strip()}" for name, version in versions.items()]
    said.append(", ".join(named) + ".")
    files = result["files"].values()
    shapes = [[f"{file['rows']:,}", str(file["columns"]), megabytes(file["bytes"])] for file in files]
    rows = [[file["name"], file["style"], *shape] for file, shape in zip(files, shapes)]
    return "\n\n".join(said) + "\n\n" + table(["file", "style", "rows", "columns", "MB"], rows)


def comparisons(compared):
    head = ["peer", "file", "CPU s", "wall s", "peak MB", "our CPU s", "our wall s", "our peak MB"]
    head += ["CPU ratio", "wall ratio", "load"]
    rows = []
    for row in compared:
        name = [row["does"], row["file"]]
        if "missing" in row:
            rows.append(name + [row["missing"].replace("|", "/")] + [""] * (len(head) - 3))
            continue
        name[0] += f" (**{row['disagrees']}**)" if "disagrees" in row else ""
        name[0] += f" (ours: {1 / row['ratio']['cpu']:.1f} × its CPU)" if row["peer"] == "floor" else ""
        rows.append(name + side(row["second"]) + side(row["first"]) + both(row["ratio"]) + [f"{row['load']:.1f}"])
    return "\n## Against other tools\n\nRatio: theirs through ours.\n\n" + table(head, rows)


def growth(grown):
    rows = []
    for label, row in grown.items():
        before, after = row["before"], row["after"]
        size = after["bytes"] / before["bytes"]
        what = f"{before['rows']:,} × {before['columns']} → {after['rows']:,} × {after['columns']} ({label})"
        ratio, peaks = row["ratio"], [megabytes(row[run]["peak"]) for run in ["first", "second"]]
        per_byte = ratio["cpu"] / size
        rows.append([what, f"{size:.2f}", *both(ratio), f"{ratio['peak']:.2f}", f"{per_byte:.2f}", *peaks])
    head = ["ours", "bytes ×", "CPU ×", "wall ×", "memory ×", "CPU per byte ×", "peak MB before", "after"]
    return "\n## How it grows\n\n" + (table(head, rows) if rows else "not measured: files were left out")


def threads(measured, identical):
    if measured is None:
        return "\n## Threads\n\nnot measured: this revops has no `--threads`"
    rows = [[count] + side(measured[name]) for count, name in [("1", "second"), ("2", "first")]]
    said = f"On the file `{measured['file']}`, two threads are {measured['ratio']['wall']:.2f} × as fast as one."
    same = [f"{name}: {'yes' if equal else '**no**'}" for name, equal in identical.items()]
    return ("\n## Threads\n\n" + table(["threads", "CPU s", "wall s", "peak MB"], rows) + f"\n\n{said}\n\n"
            f"The same JSON, byte for byte, with 1, 2 and 7 threads and chunks of 64 KB to 64 MB: {', '.join(same)}.")


def side(run):
    return [f"{run['cpu']:.2f}", f"{run['wall']:.2f}", megabytes(run["peak"])]


def both(ratio):
    return [f"{ratio['cpu']:.2f}", f"{ratio['wall']:.2f}"]


def megabytes(count):
    return f"{count / 1e6:,.0f}"


def table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
