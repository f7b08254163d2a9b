# The judge of tests/match/pairing_judge_test.c: the best points of each pairing problem, by scipy's HiGHS (linear program) and,
# where nobody has more than one pair and everybody of the smaller side must have one, by linear_sum_assignment too.
# Reads lines of whole numbers: helpers helped; mosts, leasts of the helpers; of the helped; then per helper the points;
# then per helper 1 where a pair is forbidden. Prints a line for each problem: the points, or "none".
import sys

import numpy
from scipy import sparse
from scipy.optimize import linear_sum_assignment, linprog

numbers = iter(map(int, sys.stdin.read().split()))


def take(count):
    return numpy.array([next(numbers) for _ in range(count)], dtype=numpy.int64)


for _ in range(next(numbers)):
    h, d = next(numbers), next(numbers)
    mosts, leasts = [], []
    for side in (h, d):
        mosts.append(take(side))
        leasts.append(take(side))
    points = take(h * d)
    forbidden = take(h * d)
    rows = sparse.kron(sparse.eye(h), numpy.ones((1, d)))
    columns = sparse.kron(numpy.ones((1, h)), sparse.eye(d))
    sums = sparse.vstack([rows, columns])
    most, least = numpy.concatenate(mosts), numpy.concatenate(leasts)
    found = linprog(
        -points,
        A_ub=sparse.vstack([sums, -sums]),
        b_ub=numpy.concatenate([most, -least]),
        bounds=numpy.column_stack([numpy.zeros(h * d), 1 - forbidden]),
        method="highs-ds",
    )
    answer = "none" if found.status == 2 else str(round(-found.fun))
    small = 0 if h <= d else 1
    if most.max() == 1 and most.min() == 1 and leasts[small].min() == 1 and leasts[1 - small].max() == 0 and not forbidden.any():
        matrix = points.reshape(h, d)
        chosen = linear_sum_assignment(matrix, maximize=True)
        if str(matrix[chosen].sum()) != answer:
            answer = "the judges disagree"
    print(answer)
