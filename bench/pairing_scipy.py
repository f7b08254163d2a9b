# scipy's linear_sum_assignment on an instance of the pairing bench (pairing_file.h). Prints seconds of CPU for the solving
# and the points. Only where nobody has more than one pair.
import sys
import time

import numpy
from scipy.optimize import linear_sum_assignment

numbers = numpy.fromfile(sys.argv[1], dtype=numpy.int32)
rows, columns, topics = (int(numbers[i]) for i in (0, 1, 4))
numbers = numbers[5:]
if topics == 0:
    points = numbers.reshape(rows, columns)
else:
    strengths = numbers[: rows * topics].reshape(rows, topics).astype(numpy.float64)
    needs = numbers[rows * topics :].reshape(columns, topics).astype(numpy.float64)
    points = strengths @ needs.T
points = points.astype(numpy.float64)
before = time.process_time()
chosen = linear_sum_assignment(points, maximize=True)
took = time.process_time() - before
print(f"{took:.6f} {int(points[chosen].sum())}")
