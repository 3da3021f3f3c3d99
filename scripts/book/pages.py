"""A preprocessor of mdBook: turns GitHub's equations into MathML, which browsers draw without a network, and links that leave docs/ into paths.

mdBook sends `[context, book]` as JSON on standard input and reads the book back from standard output.
"""

import json
import posixpath
import re
import sys

from latex2mathml.converter import convert

BLOCK = re.compile(r"^```math\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"\$`(.+?)`\$", re.DOTALL)
LINK = re.compile(r"(?<!!)\[([^\]]*)\]\(([^)\s]+)\)")


def equation(latex, display):
    """One equation as MathML on one line: a blank line would end the HTML block."""
    return re.sub(r"\s*\n\s*", " ", convert(latex.strip(), display=display))


def outside(page, target):
    """The path in the repository of a link that leaves docs/, or None."""
    path = target.partition("#")[0]
    if not path or "://" in target or target.startswith("mailto:"):
        return None
    found = posixpath.normpath(posixpath.join("docs", posixpath.dirname(page), path))
    return None if found.startswith("docs/") else found


def link(page, match):
    text, target = match.groups()
    path = outside(page, target)
    if path is None:
        return match.group(0)
    return f"`{path}`" if text.strip("`") == path else f"{text} (`{path}`)"


def prose(text, page):
    """Text between fenced blocks."""
    text = INLINE.sub(lambda match: equation(match.group(1), "inline"), text)
    return LINK.sub(lambda match: link(page, match), text)


def converted(text, page):
    text = BLOCK.sub(lambda match: f'\n<div class="equation">{equation(match.group(1), "block")}</div>\n', text)
    # Every second part is a fenced block, left as it is.
    parts = re.split(r"(^```.*?^```$)", text, flags=re.MULTILINE | re.DOTALL)
    return "".join(part if at % 2 else prose(part, page) for at, part in enumerate(parts))


def walk(items):
    for item in items:
        chapter = item.get("Chapter") if isinstance(item, dict) else None
        if chapter:
            if chapter.get("source_path"):
                chapter["content"] = converted(chapter["content"], chapter["source_path"])
            walk(chapter["sub_items"])


def main():
    if sys.argv[1:2] == ["supports"]:
        sys.exit(0 if sys.argv[2] == "html" else 1)
    _context, book = json.load(sys.stdin)
    walk(book["items"])
    json.dump(book, sys.stdout)


if __name__ == "__main__":
    main()
