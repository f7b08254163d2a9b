"""The judge of talks: an integer program, written as text for CBC. Reads problems, prints missing and weight of each.

  talks_judge.py PROBLEMS SECONDS

A problem: a line n left slots pairs, then a line "slots-as-number least most" for each participant, a line of tables per
slot, a line "left right weight" for each pair. One variable for each pair and slot where both are there, one for each
participant below the least. Shown beside every answer: seconds, and whether it is proven.
"""
import os
import re
import subprocess
import sys
import tempfile
import time


def read(lines):
    n, left, slots, pairs = map(int, next(lines).split())
    people = [tuple(map(int, next(lines).split())) for _ in range(n)]
    tables = list(map(int, next(lines).split()))
    return people, slots, tables, [tuple(map(int, next(lines).split())) for _ in range(pairs)]


def write_program(to, people, slots, tables, pairs):
    here = [[s for s in range(slots) if people[a][0] & people[b][0] & 1 << s] for a, b, _ in pairs]
    of = [[] for _ in people]
    for p, (a, b, _) in enumerate(pairs):
        of[a].append(p)
        of[b].append(p)
    unit = 1 + sum(w for _, _, w in pairs)
    terms = [f"+{w} x{p}_{s}" for p, (_, _, w) in enumerate(pairs) for s in here[p]]
    terms += [f"-{unit} m{i}" for i, (_, least, _) in enumerate(people) if least > 0]
    to.write("Maximize\n obj: " + ("\n ".join(terms) or "0 z") + "\nSubject To\n")
    def row(name, variables, sign, number):
        if variables:
            to.write(f" {name}: " + "\n +".join(variables) + f" {sign} {number}\n")
    for p in range(len(pairs)):
        row(f"p{p}", [f"x{p}_{s}" for s in here[p]], "<=", 1)
    for s in range(slots):
        row(f"t{s}", [f"x{p}_{s}" for p in range(len(pairs)) if s in here[p]], "<=", tables[s])
        for i in range(len(people)):
            row(f"b{i}_{s}", [f"x{p}_{s}" for p in of[i] if s in here[p]], "<=", 1)
    for i, (_, least, most) in enumerate(people):
        mine = [f"x{p}_{s}" for p in of[i] for s in here[p]]
        row(f"o{i}", mine, "<=", most)
        if least > 0:
            row(f"l{i}", mine + [f"m{i}"], ">=", least)
    to.write("Bounds\n" + "".join(f" 0 <= m{i} <= {l}\n" for i, (_, l, _) in enumerate(people) if l > 0))
    to.write("Binaries\n" + "\n".join(f" x{p}_{s}" for p in range(len(pairs)) for s in here[p]) + "\nEnd\n")


def solve(people, slots, tables, pairs, seconds):
    folder = tempfile.mkdtemp()
    program, answer = folder + "/talks.lp", folder + "/answer"
    with open(program, "w") as to:
        write_program(to, people, slots, tables, pairs)
    begin = time.time()
    subprocess.run(["cbc", program, "ratio", "0", "allow", "0.5", "seconds", str(seconds), "solve", "solu", answer],
                   stdout=subprocess.DEVNULL, check=True)
    taken = time.time() - begin
    missing = weight = 0
    with open(answer) as lines:
        proven = "Optimal" in next(lines)
        for line in lines:
            _, name, number = line.replace("**", "").split()[:3]
            if name[0] == "m":
                missing += round(float(number))
            elif float(number) > 0.5 and name[0] == "x":
                weight += pairs[int(re.match(r"x(\d+)_", name).group(1))][2]
    os.unlink(program)
    os.unlink(answer)
    os.rmdir(folder)
    return missing, weight, taken, proven


with open(sys.argv[1]) as problems:
    lines = iter(problems)
    for _ in range(int(next(lines))):
        missing, weight, taken, proven = solve(*read(lines), float(sys.argv[2]))
        print(missing, weight, f"{taken:.2f}", int(proven), flush=True)
