"""The programs of the README run."""

import contextlib
import io
import os
import re
import tempfile

from common import BINDING, Case, connected


def programs():
    text = (BINDING / "README.md").read_text(encoding="utf-8")
    return re.findall(r"```python\n(.*?)```", text, flags=re.S)


class Readme(Case):
    def test_its_program_runs(self):
        program, *_ = programs()
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(program, "README.md", "exec"), {})
        self.assertIn("wechat.unionid@acct:oUnion1", printed.getvalue())
        self.assertIn("'chain'", printed.getvalue())

    def test_its_other_pieces_run(self):
        _, follow, batch, errors = programs()
        graph = self.graph()
        names = {"graph": graph, "reader": graph.reader(), "oneid": __import__("oneid")}
        for piece in (batch, errors, follow.replace("since=0", "since=0, timeout=0")):
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed):
                exec(compile(piece, "README.md", "exec"), names)
            self.assertNotEqual(printed.getvalue(), "")
            if piece is errors:
                self.assertTrue(printed.getvalue().startswith("True "), printed.getvalue())
