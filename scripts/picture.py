"""Draws text from standard input as an SVG of a terminal: the pictures of the README are real output.

    recoop plan cases/us-2026 --quiet | python3 scripts/picture.py "recoop plan cases/us-2026" > docs/plan.svg
"""

import sys
from xml.sax.saxutils import escape

WIDTH, LINE, LEFT, TOP = 8.4, 18, 16, 56

command = sys.argv[1] if len(sys.argv) > 1 else ""
lines = [f"$ {command}"] * bool(command) + sys.stdin.read().rstrip().splitlines()
width = max(len(line) for line in lines) * WIDTH + 2 * LEFT
height = TOP + len(lines) * LINE
print(f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height}" viewBox="0 0 {width:.0f} {height}">')
print(f'<rect width="{width:.0f}" height="{height}" rx="8" fill="#14181f"/>')
for i, color in enumerate(("#e0645c", "#e0b84c", "#5cb870")):
    print(f'<circle cx="{20 + 20 * i}" cy="20" r="6" fill="{color}"/>')
print('<g font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="14" xml:space="preserve">')
for i, line in enumerate(lines):
    heading = line and not line.startswith((" ", "$")) and not line[0].isdigit()
    color = "#7fb2ff" if line.startswith("$") else "#ffffff" if heading else "#c3cad4"
    print(f'<text x="{LEFT}" y="{TOP - 6 + i * LINE}" fill="{color}" textLength="{len(line) * WIDTH:.1f}">{escape(line)}</text>')
print("</g></svg>")
