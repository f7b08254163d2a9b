// LEMON's network simplex on an instance of the pairing bench (pairing_file.h). Prints seconds of CPU for the solving, with
// the network built already, and the points.
#include "bench/pairing_file.h"

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <lemon/maps.h>
#include <lemon/network_simplex.h>
#include <lemon/smart_graph.h>
#include <vector>

static double seconds_now()
{
    timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

static std::vector<int32_t> read_numbers(FILE *file, size_t count)
{
    std::vector<int32_t> numbers(count);
    if (fread(numbers.data(), sizeof(int32_t), count, file) != count) {
        exit(1);
    }
    return numbers;
}

using Graph = lemon::SmartDigraph;
using Simplex = lemon::NetworkSimplex<Graph, int, long>;

int main(int argc, char **argv)
{
    pairing_file_head head;
    FILE *file = argc > 1 ? fopen(argv[1], "rb") : nullptr;
    if (file == nullptr || fread(&head, sizeof head, 1, file) != 1) {
        return 1;
    }
    size_t rows = static_cast<size_t>(head.rows), columns = static_cast<size_t>(head.columns);
    size_t topics = static_cast<size_t>(head.topics);
    Graph graph;
    graph.reserveNode(head.rows + head.columns);
    graph.reserveArc(static_cast<int>(rows * columns));
    for (size_t i = 0; i < rows + columns; i++) {
        graph.addNode();
    }
    for (size_t i = 0; i < rows; i++) {
        for (size_t j = 0; j < columns; j++) {
            graph.addArc(graph.nodeFromId(static_cast<int>(i)), graph.nodeFromId(static_cast<int>(rows + j)));
        }
    }
    Graph::ArcMap<int> costs(graph);
    if (topics == 0) {
        for (size_t i = 0; i < rows; i++) { // row by row, so that the matrix is not there twice
            std::vector<int32_t> points = read_numbers(file, columns);
            for (size_t j = 0; j < columns; j++) {
                costs[graph.arcFromId(static_cast<int>(i * columns + j))] = -points[j];
            }
        }
    } else {
        std::vector<int32_t> strengths = read_numbers(file, rows * topics), needs = read_numbers(file, columns * topics);
        for (size_t i = 0; i < rows; i++) {
            for (size_t j = 0; j < columns; j++) {
                int sum = 0;
                for (size_t t = 0; t < topics; t++) {
                    sum += strengths[i * topics + t] * needs[j * topics + t];
                }
                costs[graph.arcFromId(static_cast<int>(i * columns + j))] = -sum;
            }
        }
    }
    fclose(file);
    lemon::ConstMap<Graph::Arc, int> one(1);
    Graph::NodeMap<int> supplies(graph);
    for (size_t i = 0; i < rows + columns; i++) {
        supplies[graph.nodeFromId(static_cast<int>(i))] = i < rows ? head.row_capacity : -head.column_capacity;
    }
    double before = seconds_now();
    Simplex simplex(graph);
    simplex.upperMap(one).costMap(costs).supplyMap(supplies).supplyType(Simplex::GEQ);
    if (simplex.run() != Simplex::OPTIMAL) {
        return 1;
    }
    printf("%.6f %ld\n", seconds_now() - before, -simplex.totalCost<long>());
    return 0;
}
