"""Writes the rows of a CSV file as one table with typst; prints seconds and the most memory in MB.

Ends with status 3 where the package `typst` is not installed.
"""

import csv
import os
import resource
import sys
import tempfile
import time

try:
    import typst
except ImportError:
    sys.exit(3)

rows, out = sys.argv[1:]
start = time.monotonic()
source = """
#set page(paper: "a4", margin: (x: 18mm, top: 27mm, bottom: 22mm), numbering: "1 of 1")
#set text(size: 8.4pt)
#outline()
= Facts
#let rows = csv("rows.csv")
#table(
  columns: (auto, 1fr, 1fr, 1fr, 1fr, 1fr),
  stroke: (x: none, y: 0.4pt),
  inset: (x: 4pt, y: 2.5pt),
  table.header([*Id*], [*Place*], [*Fact*], [*Value*], [*Note*], [*Source*]),
  ..rows.flatten(),
)
"""
with tempfile.TemporaryDirectory() as folder:
    os.symlink(os.path.abspath(rows), os.path.join(folder, "rows.csv"))
    path = os.path.join(folder, "report.typ")
    with open(path, "w", encoding="utf-8") as file:
        file.write(source)
    # The folder of the rows is the root: typst follows the link.
    typst.compile(path, output=out, root="/")
seconds = time.monotonic() - start
print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
