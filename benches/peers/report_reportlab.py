"""Writes the rows of a CSV file as one table of wrapped cells with reportlab; prints seconds and
the most memory in MB.

Ends with status 3 where the package `reportlab` is not installed.
"""

import csv
import resource
import sys
import time

try:
    from reportlab.lib import colors
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.lib.units import mm
    from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate, TableStyle
except ImportError:
    sys.exit(3)

rows, out = sys.argv[1:]
start = time.monotonic()
styles = getSampleStyleSheet()
body = styles["BodyText"].clone("cell", fontSize=8.4, leading=10.5, spaceBefore=0)
titles = ["Id", "Place", "Fact", "Value", "Note", "Source"]
data = [[Paragraph(f"<b>{title}</b>", body) for title in titles]]
with open(rows, encoding="utf-8", newline="") as file:
    for row in csv.reader(file):
        data.append([Paragraph(cell, body) for cell in row])
table = LongTable(data, colWidths=[18 * mm] + [31 * mm] * 5, repeatRows=1)
table.setStyle(TableStyle([
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LINEBELOW", (0, 0), (-1, -1), 0.4, colors.grey),
]))


def number(canvas, document):
    canvas.drawRightString(A4[0] - 18 * mm, 11 * mm, f"Page {document.page}")


document = SimpleDocTemplate(
    out, pagesize=A4, leftMargin=18 * mm, rightMargin=18 * mm, topMargin=27 * mm,
    bottomMargin=22 * mm,
)
document.build([Paragraph("Facts", styles["Heading1"]), table],
               onFirstPage=number, onLaterPages=number)
seconds = time.monotonic() - start
print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
