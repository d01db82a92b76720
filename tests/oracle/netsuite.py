#!/usr/bin/env python3
"""Lists where the custom fields of an SDF project are used, without any code of the program.

What it is for
    An independent answer to compare `revops` with. For every custom field that a project
    defines, every other object or script file in which its id stands as a whole word; packed
    definitions are unpacked first. Prints one line each: `field<TAB>file`, sorted.

    A field's file names other fields too (a formula, a sourced value), so the files of fields
    are searched as well, without the id that each defines itself.

Use
    python3 tests/oracle/netsuite.py PROJECT_FOLDER
    python3 tests/oracle/netsuite.py PROJECT_FOLDER --compare CONSUMERS.tsv

    The file to compare with has the same two columns; recall and precision are printed, and
    every line that only one side has.
"""
import base64
import gzip
import os
import re
import sys

DEFINES = re.compile(
    r'<(?:entity|transactionbody|transactioncolumn|item|crm|other|customrecord)customfield\s+[^>]*scriptid="([^"]+)"')
WORD = re.compile(r"(?<![A-Za-z0-9_])cust(?:body|entity|event|item|col|record)(?:_|[0-9])[A-Za-z0-9_]*", re.I)
PACKED = re.compile(r"@GZC@[^@<]*@([A-Za-z0-9+/=\s]+)")


def text_of(path):
    with open(path, "rb") as f:
        text = f.read().decode("utf-8", "replace")
    for packed in PACKED.findall(text):
        text += "\n" + gzip.decompress(base64.b64decode(packed)).decode("utf-8", "replace")
    return text


def without_comments(path, text):
    if path.endswith(".js"):
        # Texts first, so that two slashes in a web address are no comment.
        parts = re.compile(r"""("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|//[^\n]*|/\*.*?\*/""", re.S)
        return parts.sub(lambda m: m.group(1) or " ", text)
    return re.sub(r"<!--.*?-->", " ", text, flags=re.S)


def main():
    root = sys.argv[1]
    files = {}
    for folder, folders, names in os.walk(root):
        folders.sort()
        for name in sorted(names):
            path = os.path.join(folder, name)
            if name.endswith((".xml", ".js")) and name not in ("manifest.xml", "deploy.xml"):
                files[os.path.relpath(path, root)] = without_comments(path, text_of(path))
    defined = {}
    for path, text in files.items():
        for field in DEFINES.findall(text):
            defined.setdefault(field.lower(), set()).add(path)
    uses = set()
    for path, text in files.items():
        # Ids that the file defines, and elements named for a field: the values of a record that the file carries.
        own = re.sub(r'<[^<>]*scriptid="[^"]*"[^<>]*>|</?cust[a-z]+_[a-z0-9_]*[^<>]*>', " ", text)
        for word in WORD.findall(own):
            if word.lower() in defined:
                uses.add((word.lower(), path))
    if "--compare" not in sys.argv:
        for field, path in sorted(uses):
            print(f"{field}\t{path}")
        print(f"{len(defined)} fields, {len(files)} files, {len(uses)} uses", file=sys.stderr)
        return
    with open(sys.argv[sys.argv.index("--compare") + 1], encoding="utf-8") as f:
        ours = {tuple(line.rstrip("\n").split("\t")[:2]) for line in f if line.strip()}
    for label, lines in (("only here", uses - ours), ("only there", ours - uses)):
        for field, path in sorted(lines):
            print(f"{label}: {field}\t{path}")
    both = len(uses & ours)
    print(f"recall {both} of {len(uses)}, precision {both} of {len(ours)}")


if __name__ == "__main__":
    main()
