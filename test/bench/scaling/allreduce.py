"""
What it costs two processes to bring their gradients together: for each number of float32 given, the median seconds of an
all-reduce by gloo, as JSON. RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT are set by whoever starts it.
"""

import json
import statistics
import sys
import time

import torch
import torch.distributed as dist

dist.init_process_group("gloo")
found = {}
for size in map(int, sys.argv[1:]):
    numbers = torch.ones(size)
    took = []
    for _ in range(12):
        dist.barrier()
        began = time.perf_counter()
        dist.all_reduce(numbers)
        numbers.zero_()
        took.append(time.perf_counter() - began)
    found[size] = statistics.median(took[2:])
if dist.get_rank() == 0:
    print(json.dumps(found))
