"""The judge of visits: the whole event as one integer program for CBC. Reads problems, prints left out and sum of ranks of each.

  visits_judge.py PROBLEMS SECONDS

A problem, all in numbers: a line "delegates sites places windows buses rivals tours"; a line "organisation wishes …" for each
delegate; a line "site open close dwell capacity" for each window; a line of minutes for each place (-1: no way); a line
"place seats start back stops" for each bus; a line "organisation other site" for each rival (-1: none); a line of 0 and 1 for
each delegate, 1 where the bus is not for them; if tours is 1, a line "count sites …" for each bus.

Every way to choose windows that a bus can drive in some order is a column, found here by trying all orders. One variable for
each column, one for each delegate on it. Shown beside the answer (-1 -1: no plan): seconds, and whether it is proven.
"""
import os
import subprocess
import sys
import tempfile
import time


def numbers(lines):
    return list(map(int, next(lines).split()))


def read(lines):
    n, sites, places, windows, buses, rivals, tours = numbers(lines)
    rows = lambda count: [numbers(lines) for _ in range(count)]
    event = {"people": rows(n), "windows": rows(windows), "travel": rows(places), "buses": rows(buses),
             "rivals": rows(rivals), "barred": rows(n)}
    event["tours"] = [set(row[1:]) for row in rows(buses)] if tours else None
    return event


def columns(event, bus):
    """All sets of windows, each of another site, that the bus can drive."""
    place, _, start, back, most = event["buses"][bus]
    tour = event["tours"][bus] if event["tours"] else None
    ways, windows = event["travel"], event["windows"]
    found = set()
    seen = set()

    def go_on(at, time, used):
        home = 0 if at == place else ways[at][place]
        sites = {windows[w][0] for w in used}
        if used and home >= 0 and time + home <= back and (tour is None or sites == tour):
            found.add(used)
        if len(used) == most:
            return
        for w, (site, first, last, dwell, _) in enumerate(windows):
            way = 0 if at == site else ways[at][site]
            if way < 0 or site in sites or (tour is not None and site not in tour):
                continue
            leave = max(time + way, first) + dwell
            step = (site, leave, used | {w})
            if leave <= last and step not in seen:
                seen.add(step)
                go_on(*step)

    go_on(place, start, frozenset())
    return sorted(map(sorted, found))


def rank(wishes, sites):
    return next((k for k, site in enumerate(wishes, 1) if site in sites), len(wishes) + 1)


def write_program(to, event):
    """False: a given tour cannot be driven."""
    people = event["people"]
    trips = [(b, column, {event["windows"][w][0] for w in column})
             for b in range(len(event["buses"])) for column in columns(event, b)]
    if event["tours"] and any(tour and all(b != trip[0] for trip in trips) for b, tour in enumerate(event["tours"])):
        return False
    bans = [(one, site) for one, other, site in event["rivals"] if other < 0]
    pairs = [rival for rival in event["rivals"] if rival[1] >= 0]
    meets = lambda site, sites: site < 0 or site in sites
    may = {(d, c) for d, person in enumerate(people) for c, (b, _, sites) in enumerate(trips)
           if not event["barred"][d][b] and not any(person[0] == one and meets(site, sites) for one, site in bans)}
    top = 1 + sum(len(person) for person in people)
    z = lambda some: " + ".join(f"z{d}_{c}" for d, c in some)
    of_trip = [[(d, c) for d in range(len(people)) if (d, c) in may] for c in range(len(trips))]
    of_person = [[(d, c) for c in range(len(trips)) if (d, c) in may] for d in range(len(people))]
    to.write("Maximize\n obj: 0 nothing\n")
    for d, c in sorted(may):
        to.write(f" + {top - rank(people[d][1:], trips[c][2])} z{d}_{c}\n")
    to.write("Subject To\n")
    for b in range(len(event["buses"])):
        own = [f"y{c}" for c, trip in enumerate(trips) if trip[0] == b]
        if own:
            to.write(f" b{b}: " + " + ".join(own) + (" = 1\n" if event["tours"] else " <= 1\n"))
    for some in filter(None, of_person):
        to.write(f" p{some[0][0]}: {z(some)} <= 1\n")
    for some in filter(None, of_trip):
        c = some[0][1]
        to.write(f" s{c}: {z(some)} - {event['buses'][trips[c][0]][1]} y{c} <= 0\n")
        for d, _ in some:
            to.write(f" l{d}_{c}: z{d}_{c} - y{c} <= 0\n")
    for w, window in enumerate(event["windows"]):
        inside = [pair for some in of_trip for pair in some if w in trips[pair[1]][1]]
        if inside:
            to.write(f" w{w}: {z(inside)} <= {window[4]}\n")
    for r, (one, other, site) in enumerate(pairs):
        for c, some in enumerate(of_trip):
            for d, _ in some:
                for e, _ in some:
                    if people[d][0] == one and people[e][0] == other and meets(site, trips[c][2]):
                        to.write(f" r{r}_{d}_{e}_{c}: z{d}_{c} + z{e}_{c} - y{c} <= 0\n")
    to.write("Bounds\n nothing = 0\nBinaries\n" + "".join(f" y{c}\n" for c in range(len(trips))))
    to.write("".join(f" z{d}_{c}\n" for d, c in sorted(may)) + "End\n")
    event["ranks"] = {(d, c): rank(people[d][1:], trips[c][2]) for d, c in may}
    return True


def solve(event, seconds):
    folder = tempfile.mkdtemp()
    program, answer = folder + "/visits.lp", folder + "/answer"
    begin = time.time()
    with open(program, "w") as to:
        possible = write_program(to, event)
    left_out, cost, proven = -1, -1, True
    if possible:
        subprocess.run(["cbc", program, "ratio", "0", "allow", "0.5", "seconds", str(seconds), "solve", "solu", answer],
                       stdout=subprocess.DEVNULL, check=True)
        left_out, cost = len(event["people"]), 0
        with open(answer) as lines:
            proven = "Optimal" in next(lines)
            for line in lines:
                _, name, number = line.replace("**", "").split()[:3]
                if float(number) > 0.5 and name[0] == "z":
                    left_out -= 1
                    cost += event["ranks"][tuple(map(int, name[1:].split("_")))]
        os.unlink(answer)
    os.unlink(program)
    os.rmdir(folder)
    return left_out, cost, time.time() - begin, proven


with open(sys.argv[1]) as problems:
    lines = iter(problems)
    for _ in range(int(next(lines))):
        left_out, cost, taken, proven = solve(read(lines), float(sys.argv[2]))
        print(left_out, cost, f"{taken:.2f}", int(proven), flush=True)
