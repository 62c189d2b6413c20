"""bench/plan.py: from the recorded statements of two submissions to what replay.c runs. A value
that is the same in both is a constant; a number that differs goes on by the difference; a text that
differs gets other letters each time. So every replayed submission writes rows of its own, and finds
them.
"""
import re


def transactions(path):
    """Of the recorded log: those that insert a dossier, each a list of (sql, values)."""
    open_, done = {}, []
    connection = None
    with open(path, encoding="utf-8") as f:
        for line in f:
            kind, _, rest = line.rstrip("\n").partition(" ")
            if kind != "S":
                open_[connection][-1][1].append((kind, rest))
                continue
            connection, _, sql = rest.partition(" ")
            if sql.startswith("begin"):
                open_[connection] = []
            open_.setdefault(connection, []).append((sql, []))
            if sql == "commit":
                done.append(open_.pop(connection))
    return [t for t in done if any(s.startswith("insert into dossier (") for s, _ in t)]


def pair(submissions):
    """Two that ran the same statements, of the way that most of them went (now and then one also
    stores a node of the audit tree)."""
    ways = {}
    for t in submissions:
        ways.setdefault(tuple(sql for sql, _ in t), []).append(t)
    usual = max(ways.values(), key=len)
    if len(usual) < 2:
        raise RuntimeError("no two submissions ran the same statements")
    return usual[0], usual[1]


def value(a, b):
    """One parameter's line of the plan."""
    if a == b:
        return f"{a[0]} {a[1]}"
    if a[0] != b[0]:
        raise RuntimeError(f"recorded values of two kinds: {a} {b}")
    if a[0] == "i":
        return f"l {a[1]} {int(b[1]) - int(a[1])}"
    lists = [bytes.fromhex(v[1]).decode("utf-8", "replace") for v in (a, b)]
    if a[0] == "t" and all(re.fullmatch(r"\[\d+(,\d+)*\]", text) for text in lists):
        numbers = [text[1:-1].split(",") for text in lists]
        if len(numbers[0]) == len(numbers[1]):
            return "j " + " ".join(f"{x} {int(y) - int(x)}" for x, y in zip(*numbers))
    return f"{'v' if a[0] == 't' else 'w'} {a[1]} {b[1]}"


def write(path, first, second):
    """Writes the plan; answers how many statements a submission has.

    Statements between savepoint and release are a member's own. Of those after it, for the whole
    group, the ones that write are run for each member, as they would be for as many rows, the
    others once.
    """
    n, inside = 0, False
    with open(path, "w", encoding="utf-8") as f:
        for (sql, a), (_, b) in zip(first, second):
            word = sql.split()[0].lower()
            if word in ("begin", "commit", "savepoint", "release"):
                inside = word == "savepoint"
                continue
            writes = word in ("insert", "update", "delete", "replace")
            f.write(f"{'M' if inside or writes else 'G'} {sql}\n")
            f.writelines(value(x, y) + "\n" for x, y in zip(a, b))
            n += 1
    return n
