"""Renders all files of all servers with jinja2, as often as it is told to.

    render.py JOB CONTEXTS

JOB holds the templates, as they are, and what all servers share; CONTEXTS one line of JSON for each
server. Orders come on standard input: `render`, or `write FOLDER`. The answer to each is a line of
JSON with the seconds that it took. Only the work is timed: reading, compiling and the start are not.
"""

import gc
import json
import os
import sys
import time

import jinja2

import dialects


class Environment(jinja2.Environment):
    """Looks for a key before it looks for an attribute: `ssh.keys` is a list and no method. For
    dictionaries that is also faster."""

    def getattr(self, obj, attribute):
        try:
            return obj[attribute]
        except (TypeError, LookupError):
            return super().getattr(obj, attribute)


def environment():
    """The settings of the compiler's own engine, and its filters."""
    env = Environment(
        autoescape=False,
        keep_trailing_newline=True,
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    env.filters.update(dialects.FILTERS)
    env.globals.update(dialects.FUNCTIONS)
    return env


def files(sheets, shared, own):
    """The path and the text of each file of a server."""
    context = {**shared, **own}
    infobases = [i for i in own["server"]["infobases"] if i["publication"] is not None]
    for template, target, repeated in sheets:
        if not repeated:
            yield target, template.render(context)
            continue
        for infobase in infobases:
            path = target.replace("{name}", infobase["name"])
            yield path, template.render(context, infobase=infobase)


def render(sheets, shared, servers):
    """Renders everything and keeps nothing."""
    return sum(len(text) for own in servers for _, text in files(sheets, shared, own))


def write(sheets, shared, servers, root):
    """Renders everything and writes it."""
    characters = 0
    for own in servers:
        folder = os.path.join(root, own["server"]["name"])
        made = set()
        for path, text in files(sheets, shared, own):
            path = os.path.join(folder, path)
            parent = os.path.dirname(path)
            if parent not in made:
                os.makedirs(parent, exist_ok=True)
                made.add(parent)
            with open(path, "wb") as file:
                file.write(text.encode())
            characters += len(text)
    return characters


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        job = json.load(file)
    with open(sys.argv[2], encoding="utf-8") as file:
        servers = [json.loads(line) for line in file]
    env = environment()
    sheets = [(env.from_string(t["body"]), t["target"], t["repeated"]) for t in job["templates"]]
    # What lives on is not looked at by the garbage collector again and again.
    gc.collect()
    gc.freeze()
    print(json.dumps({"servers": len(servers)}), flush=True)
    for order in sys.stdin:
        order, _, folder = order.rstrip("\n").partition(" ")
        wall, cpu = time.perf_counter(), time.process_time()
        if order == "write":
            characters = write(sheets, job["shared"], servers, folder)
        else:
            characters = render(sheets, job["shared"], servers)
        spent = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
        print(json.dumps({**spent, "characters": characters}), flush=True)


if __name__ == "__main__":
    main()
