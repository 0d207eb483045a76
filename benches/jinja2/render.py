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


def files(sheets, shared, server):
    """The path and the text of each file of a server."""
    context = {**shared, **server["own"]}
    for template, path, repeated in server["files"]:
        template = sheets[template]
        if repeated is None:
            yield path, template.render(context)
            continue
        word, steps = repeated
        value = context
        for step in steps:
            value = value[step]
        yield path, template.render(context, **{word: value})


def render(sheets, shared, servers):
    """Renders everything and keeps nothing."""
    return sum(len(text) for server in servers for _, text in files(sheets, shared, server))


def write(sheets, shared, servers, root):
    """Renders everything and writes it."""
    characters = 0
    for server in servers:
        folder = os.path.join(root, server["name"])
        made = set()
        for path, text in files(sheets, shared, server):
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
    sheets = {path: env.from_string(body) for path, body in job["templates"].items()}
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
