"""The judge of talks: an integer program, written as text for CBC. Reads problems, prints unmet, missing and weight of each.

  talks_judge.py PROBLEMS SECONDS

A problem: a line n slots zones pairs; a line "slots-as-number least most organisation" for each participant; a line of whole slots to
walk from zone to zone; a line of tables for each slot and zone; a line "left right weight must" for each pair. One variable for
each pair, slot and zone where both are there, one for each participant below the least, one for each must that is not met.
Shown beside every answer: seconds, and whether it is proven.
"""
import os
import re
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor


def numbers(lines):
    return list(map(int, next(lines).split()))


def read(lines):
    n, slots, zones, pairs = numbers(lines)
    people = [numbers(lines) for _ in range(n)]
    walks = numbers(lines)
    tables = numbers(lines)
    return people, slots, zones, walks, tables, [numbers(lines) for _ in range(pairs)]


def write_program(to, people, slots, zones, walks, tables, pairs):
    here = [[(s, z) for s in range(slots) for z in range(zones) if people[a][0] & people[b][0] & 1 << s]
            for a, b, _, _ in pairs]
    of = [[] for _ in people]
    couples = {}
    for p, (a, b, _, _) in enumerate(pairs):
        of[a].append(p)
        of[b].append(p)
        couples.setdefault(tuple(sorted((people[a][3], people[b][3]))), []).append(p)
    unit = 1 + sum(pair[2] for pair in pairs)
    top = unit * (1 + sum(min(least, most) for _, least, most, _ in people))
    x = lambda p, place: f"x{p}_{place[0]}_{place[1]}"
    every = lambda some: [x(p, place) for p in some for place in here[p]]
    terms = [f"+{pair[2]} {x(p, place)}" for p, pair in enumerate(pairs) for place in here[p]]
    terms += [f"-{unit} m{i}" for i, person in enumerate(people) if person[1] > 0]
    terms += [f"-{top} u{p}" for p, pair in enumerate(pairs) if pair[3]]
    to.write("Maximize\n obj: " + ("\n ".join(terms) or "0 z") + "\nSubject To\n")

    def row(name, variables, sign, number):
        if variables:
            to.write(f" {name}: " + "\n +".join(variables) + f" {sign} {number}\n")
    for p, pair in enumerate(pairs):
        row(f"p{p}", every([p]), "<=", 1)
        if pair[3]:
            row(f"d{p}", every([p]) + [f"u{p}"], ">=", 1)
    for k, some in enumerate(couples.values()):
        if len(some) > 1:
            row(f"g{k}", every(some), "<=", 1)
    for s in range(slots):
        for z in range(zones):
            row(f"t{s}_{z}", [x(p, (s, z)) for p in range(len(pairs)) if (s, z) in here[p]], "<=", tables[s * zones + z])
    for i, (_, least, most, _) in enumerate(people):
        at = lambda s, z: [x(p, (s, z)) for p in of[i] if (s, z) in here[p]]
        for s in range(slots):
            row(f"b{i}_{s}", [v for z in range(zones) for v in at(s, z)], "<=", 1)
            for z in range(zones):
                for y in range(zones):
                    for later in range(s + 1, min(slots, s + 1 + max(walks[z * zones + y], walks[y * zones + z]))):
                        if at(s, z) and at(later, y):
                            row(f"w{i}_{s}_{z}_{later}_{y}", at(s, z) + at(later, y), "<=", 1)
        row(f"o{i}", every(of[i]), "<=", most)
        if least > 0:
            row(f"l{i}", every(of[i]) + [f"m{i}"], ">=", least)
    to.write("Bounds\n" + "".join(f" 0 <= m{i} <= {person[1]}\n" for i, person in enumerate(people) if person[1] > 0))
    to.write("Binaries\n" + "\n".join(f" {v}" for v in every(range(len(pairs)))))
    to.write("".join(f"\n u{p}" for p, pair in enumerate(pairs) if pair[3]) + "\nEnd\n")


def solve(people, slots, zones, walks, tables, pairs, seconds):
    folder = tempfile.mkdtemp()
    program, answer = folder + "/talks.lp", folder + "/answer"
    with open(program, "w") as to:
        write_program(to, people, slots, zones, walks, tables, pairs)
    begin = time.time()
    subprocess.run(["cbc", program, "ratio", "0", "allow", "0.5", "seconds", str(seconds), "solve", "solu", answer],
                   stdout=subprocess.DEVNULL, check=True)
    taken = time.time() - begin
    held = [0] * len(people)
    met = set()
    with open(answer) as lines:
        proven = "Optimal" in next(lines)
        for line in lines:
            _, name, number = line.replace("**", "").split()[:3]
            if float(number) > 0.5 and name[0] == "x":
                met.add(int(re.match(r"x(\d+)_", name).group(1)))
    for p in met:  # counted from the meetings, not from what the program says of itself
        held[pairs[p][0]] += 1
        held[pairs[p][1]] += 1
    os.unlink(program)
    os.unlink(answer)
    os.rmdir(folder)
    unmet = sum(1 for p, pair in enumerate(pairs) if pair[3] and p not in met)
    missing = sum(max(0, person[1] - held[i]) for i, person in enumerate(people))
    return unmet, missing, sum(pairs[p][2] for p in met), taken, proven


def size(problem):
    people, slots, zones, _, _, pairs = problem
    return len(pairs) * slots * zones


with open(sys.argv[1]) as given:
    lines = iter(given)
    problems = [read(lines) for _ in range(int(next(lines)))]
# Two at a time on two cores, the largest first, so that none of them is alone at the end; told in the order of asking.
with ThreadPoolExecutor(os.cpu_count()) as pool:
    asked = {n: pool.submit(solve, *problems[n], float(sys.argv[2]))
             for n in sorted(range(len(problems)), key=lambda n: (-size(problems[n]), n))}
    for n in range(len(problems)):
        unmet, missing, weight, taken, proven = asked[n].result()
        print(unmet, missing, weight, f"{taken:.2f}", int(proven), flush=True)
