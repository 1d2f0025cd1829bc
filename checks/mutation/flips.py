"""Finds the conditions in Swift sources and turns each into a choice at run time: a comparison, `!`, a bare condition or a
literal between itself and its opposite, `&&` between itself and `||`, and `<` between itself and `<=`. It reads tokens, not
Swift: what it takes for a condition and is none doesn't compile, and is told."""
import dataclasses
import re

COMPARISONS = {"==", "!=", "<", ">", "<=", ">="}
# How tightly an operator binds: the looser ones end its operands.
BINDING = {"?": 1, ":": 1, "||": 2, "&&": 3, **{o: 4 for o in COMPARISONS}, "??": 5, "..<": 6, "...": 6}
TIGHT = 7
ENDING = {
    "guard", "if", "else", "while", "for", "in", "where", "case", "switch", "return", "let", "var", "default", "try", "is",
}
# An operator that is flipped by itself, between its operands: into which one, and the function that is either.
OPERATORS = {
    "&&": ("||", "both"), "||": ("&&", "either"), "<": ("<=", "below"), "<=": ("<", "atMost"), ">": (">=", "above"),
    ">=": (">", "atLeast"),
}
# Statements whose braces are no trailing closure.
BRACED = {"if", "while", "for", "switch"}

TOKENS = re.compile(
    r"""(?P<space>[ \t]+)|(?P<newline>\n)|(?P<comment>//[^\n]*)|(?P<text>\"\"\"|")|(?P<word>[A-Za-z_$`\\#@][\w`.]*)
    |(?P<number>\d[\w.]*)|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<comma>,)|(?P<end>;)|(?P<operator>[-+*/%<>=!&|^~?.:]+)""",
    re.VERBOSE)


@dataclasses.dataclass
class Token:
    kind: str
    text: str
    begin: int
    end: int


@dataclasses.dataclass
class Flip:
    """One choice: source[begin:end] or its opposite; or, where `middle` says that the operator in it is flipped, that one."""

    file: str
    begin: int
    end: int
    old: str
    line: int
    texts: tuple[str, str, str]
    first_line: int
    last_line: int
    middle: tuple[int, int, str] | None = None
    number: int = 0

    @property
    def what(self):
        if self.middle:
            return f"{self.middle[2]} is {OPERATORS[self.middle[2]][0]}: {self.old}"
        return f"not: {self.old}"


def end_of_text(source, begin):
    """The end of the string literal that begins there, interpolations with strings of their own included."""
    quote = '"""' if source.startswith('"""', begin) else '"'
    at = begin + len(quote)
    while not source.startswith(quote, at):
        if source.startswith("\\(", at):
            depth, at = 1, at + 2
            while depth:
                if source[at] == '"':
                    at = end_of_text(source, at)
                    continue
                depth += {"(": 1, ")": -1}.get(source[at], 0)
                at += 1
        else:
            at += 2 if source[at] == "\\" else 1
    return at + len(quote)


def tokens(source):
    found, at = [], 0
    while at < len(source):
        match = TOKENS.match(source, at)
        if not match:
            raise ValueError(f"no Swift that is known here: {source[at:at + 20]!r}")
        kind, end = match.lastgroup, match.end()
        if kind == "text":
            end = end_of_text(source, at)
        elif kind == "operator":
            before = at == 0 or source[at - 1] in " \n([{,"
            after = end == len(source) or source[end] in " \n)]},"
            kind = "binary" if before and after else "prefix" if before else "postfix"
            if match[0] == ":" and not before:
                kind = "label"
        if kind not in ("space", "comment"):
            found.append(Token(kind, source[at:end], at, end))
        at = end
    return [t for i, t in enumerate(found) if t.kind != "newline" or ends_statement(found, i)]


def ends_statement(found, index):
    before = next((t for t in reversed(found[:index]) if t.kind != "newline"), None)
    after = next((t for t in found[index + 1 :] if t.kind != "newline"), None)
    if before is None or after is None or before.kind in ("binary", "comma", "open") or before.text in ("return", "="):
        return False
    return not (after.kind == "binary" or after.text.startswith(".") or after.kind == "close")


class Reader:
    def __init__(self, file, source):
        self.file, self.source, self.tokens = file, source, tokens(source)
        self.partner = {}
        opened = []
        for index, token in enumerate(self.tokens):
            if token.kind == "open":
                opened.append(index)
            elif token.kind == "close":
                self.partner[index] = opened.pop()
                self.partner[self.partner[index]] = index
        self.found = {}

    def flips(self):
        for index, token in enumerate(self.tokens):
            before = self.tokens[index - 1].text if index else ""
            if token.kind == "binary" and before != "func":
                if token.text in COMPARISONS:
                    begin, end = self.left(index, 4), self.right(index, 4)
                    self.add(begin, end)
                    if token.text in OPERATORS:
                        self.add(begin, end, middle=(token.begin, token.end, token.text))
                elif token.text in ("&&", "||"):
                    level = BINDING[token.text]
                    # Chains lean to the left: what stands there may be one of the same.
                    begin, end = self.left(index, level - 1), self.right(index, level)
                    self.add(begin, end, middle=(token.begin, token.end, token.text))
                    self.bare(self.left(index, level), index)
                    self.bare(index + 1, end)
                elif token.text == "?":
                    self.bare(self.left(index, 1), index)
            elif token.kind == "prefix" and token.text == "!":
                self.add(index, self.postfix_end(index + 1))
            elif token.text in ("true", "false") and before != "while" and not self.is_default(index):
                self.add(index, index + 1)
            elif token.text in ("guard", "if", "where") and before != "(":
                self.clauses(index)
        return sorted(self.found.values(), key=lambda f: (f.begin, -f.end, f.middle is not None))

    def add(self, begin, end, middle=None):
        first, last = self.tokens[begin].begin, self.tokens[end - 1].end
        start = middle[0] if middle else first
        line, first_line, last_line = (self.source.count("\n", 0, at) + 1 for at in (start, first, last))
        # The line above, its own and the one below.
        texts = tuple(text.strip() for text in ["", *self.source.split("\n"), ""][line - 1 : line + 2])
        # An equal range is the same condition, met from two sides.
        self.found.setdefault(
            (first, last, bool(middle)),
            Flip(
                self.file, first, last, " ".join(self.source[first:last].split()), line, texts, first_line, last_line,
                middle))

    def bare(self, begin, end):
        """A condition that is a plain value; one with operators or in parentheses is turned there."""
        if begin >= end or self.tokens[begin].text in ("!", "true", "false", "let", "var", "case"):
            return
        if self.tokens[begin].text == "(" and self.partner[begin] == end - 1:
            return
        at = begin
        while at < end:
            token = self.tokens[at]
            if token.kind == "open":
                at = self.partner[at]
            elif token.kind == "binary" and BINDING.get(token.text, TIGHT) < 5:
                return
            at += 1
        self.add(begin, end)

    def clauses(self, index):
        """The conditions of a guard, if or where, between its commas."""
        begin = at = index + 1
        while True:
            token = self.tokens[at]
            if token.kind == "open" and not (token.text == "{" and self.is_braced(index)):
                at = self.partner[at] + 1
                continue
            over = token.text in ("else", "{") or token.kind in ("label", "close", "newline")
            if token.kind == "comma" or over:
                self.bare(begin, at)
                begin = at + 1
            if over:
                return
            at += 1

    def is_braced(self, index):
        """Whether an opening brace at this depth, right of the token, begins a statement's body."""
        at = index
        while at >= 0:
            token = self.tokens[at]
            if token.kind == "close":
                at = self.partner[at]
            elif token.kind in ("open", "newline", "end"):
                return False
            elif token.text in BRACED:
                return True
            elif token.text == "guard":
                return False
            at -= 1
        return False

    def left(self, index, level):
        at = index - 1
        while at >= 0:
            token = self.tokens[at]
            if token.kind == "close":
                at = self.partner[at] - 1
                continue
            if self.is_end(token, level):
                break
            at -= 1
        return at + 1

    def right(self, index, level):
        at = index + 1
        while at < len(self.tokens):
            token = self.tokens[at]
            if token.kind == "open":
                if token.text == "{" and self.is_braced(index):
                    break
                at = self.partner[at] + 1
                continue
            if token.kind == "close" or self.is_end(token, level):
                break
            at += 1
        return at

    def is_end(self, token, level):
        if token.kind in ("open", "comma", "end", "label", "newline") or token.text in ENDING:
            return True
        if token.kind != "binary":
            return False
        return BINDING.get(token.text, 0 if token.text in ("=", "->") else TIGHT) <= level

    def postfix_end(self, index):
        at = self.partner[index] + 1 if self.tokens[index].kind == "open" else index + 1
        while at < len(self.tokens) and self.tokens[at].begin == self.tokens[at - 1].end:
            token = self.tokens[at]
            if token.kind == "open":
                at = self.partner[at] + 1
            elif token.kind in ("postfix", "word"):
                at += 1
            else:
                break
        if at < len(self.tokens) and self.tokens[at].text == "{" and not self.is_braced(index):
            return self.partner[at] + 1
        return at

    def is_default(self, index):
        """Whether the literal is a parameter's default, which callers decide."""
        return self.tokens[index - 1].text == "=" and self.left(index, -1) > 0 and self.is_in_parentheses(index)

    def is_in_parentheses(self, index):
        at = index - 1
        while at >= 0:
            token = self.tokens[at]
            if token.kind == "close":
                at = self.partner[at]
            elif token.kind == "open":
                return token.text == "("
            at -= 1
        return False


def find(file, source):
    return Reader(file, source).flips()


def plant(source, flips):
    """The source with each of the flips as a choice. Their ranges lie within each other or apart."""
    edits = []
    for order, flip in enumerate(sorted(flips, key=lambda f: (f.begin, -f.end, f.middle is not None))):
        name = OPERATORS[flip.middle[2]][1] if flip.middle else "turned"
        edits.append((flip.begin, 2, order, 0, f"{name}({flip.number}, "))
        edits.append((flip.end, 0, -order, 0, ")"))
        if flip.middle:
            begin, end, _ = flip.middle
            edits.append((begin, 1, 0, end - begin, ","))
    planted, at = [], 0
    for position, _, _, length, text in sorted(edits):
        planted += [source[at:position], text]
        at = position + length
    return "".join(planted) + source[at:]
