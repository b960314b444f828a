#!/usr/bin/env python3
"""
Trains a character-level recurrent network as Char-RNN for VS Code does it, with PyTorch, in one process or in many.

    python3 train.py                                   one process
    torchrun --nproc-per-node 4 train.py               four on this machine
    sbatch job.sbatch                                  under SLURM

`config.json` says what is trained, `data.json` on which text. It starts from `start.safetensors` where there is one, and goes on
from `checkpoint.safetensors` where it has written that before: run it again after whatever ended it. `model.safetensors` is the
best network by the held-out text (without one the newest), `losses.jsonl` the loss curve. `char-rnn import` reads the folder.

What is the same as in the editor, number for number but for rounding: the network, the order of the characters, the losses, the
gradients and how they are clipped, the optimisers, the schedule, the average of the weights, the held-out loss. What is not:
dropout's masks, and the first weights of a new network, are drawn by PyTorch.

Needs PyTorch 1.13 or later and NumPy.
"""

import argparse
import hashlib
import json
import math
import os
import signal
import struct
import sys
import time
from datetime import timedelta

try:
    import resource
except ImportError:
    resource = None  # Windows has none

import numpy as np
import torch
import torch.distributed as dist
from torch import nn
from torch.nn.functional import cross_entropy, one_hot
from torch.nn.parallel import DistributedDataParallel

# Characters of the held-out text in one call of the network.
JUDGE_CHUNK = 256
BETAS, EPSILON = (0.9, 0.99), 1e-8


# ---------------------------------------------------------------------------------------------------------------- the network

CELLS = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}


class Network(nn.Module):
    """
    One to three layers of nn.RNN (tanh), nn.GRU or nn.LSTM over one-hot characters, then a linear layer to the logits.

    The editor's cells are PyTorch's: gates in the order r, z, n (gru) and i, f, g, o (lstm), the reset gate behind the product
    with the state, the forget gate without peepholes. Only the biases differ. PyTorch has two for each row, of which but the sum
    counts; the editor has one, `bh`, which is bias_ih here, and bias_hh is held at zero. The exception is a gru's candidate,
    n = tanh(W_in x + b_in + r * (W_hn h + b_hn)): its second bias stands behind the reset gate. It is the editor's `bn`.
    """

    def __init__(self, cell, layers, hidden, vocabulary, dropout):
        super().__init__()
        self.cell, self.layers, self.hidden, self.vocabulary = cell, layers, hidden, vocabulary
        self.recurrent = CELLS[cell](
            vocabulary, hidden, num_layers=layers, batch_first=True, dropout=dropout if layers > 1 else 0.0
        )
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, vocabulary)

    def forward(self, characters, state):
        """(batch, time) characters and the state before them: logits, (batch, time, vocabulary), and the state after."""
        x = one_hot(characters, self.vocabulary).to(self.output.weight.dtype)
        h, state = self.recurrent(x, state)
        return self.output(self.dropout(h)), state

    def zero_state(self, batch):
        zeros = self.output.weight.new_zeros(self.layers, batch, self.hidden)
        return (zeros, zeros.clone()) if self.cell == "lstm" else zeros

    def hold_second_biases(self):
        """Takes away the gradients of the biases that the editor does not have."""
        kept = 2 * self.hidden if self.cell == "gru" else None
        for layer in range(self.layers):
            getattr(self.recurrent, f"bias_hh_l{layer}").grad[:kept] = 0


def detached(state):
    return tuple(part.detach() for part in state) if isinstance(state, tuple) else state.detach()


def packed(state):
    """(batch, state size): of each layer h, and behind it c for an lstm, as the editor has it."""
    parts = torch.stack(state if isinstance(state, tuple) else (state,))  # (h and c, layers, batch, hidden)
    return parts.permute(2, 1, 0, 3).reshape(parts.shape[2], -1)


def unpacked(numbers, network):
    parts = 2 if network.cell == "lstm" else 1
    numbers = numbers.reshape(-1, network.layers, parts, network.hidden).permute(2, 1, 0, 3).contiguous()
    return tuple(numbers) if parts == 2 else numbers[0]


@torch.no_grad()
def draw_first_weights(network, start, seed):
    """
    `small`: matrices normal with standard deviation 0.01, as in min-char-rnn. `orthogonal`: each gate's block of W_hh a random
    orthogonal matrix; W_ih and the output as the editor draws them. Biases zero, an lstm's forget gates 1.
    """
    torch.manual_seed(seed)
    hidden, usual = network.hidden, 1 / math.sqrt(network.hidden)
    vanilla = network.cell == "rnn" and network.layers == 1
    for name, weight in network.named_parameters():
        if weight.dim() == 1:
            weight.zero_()
            if network.cell == "lstm" and "bias_ih" in name:
                weight[hidden : 2 * hidden] = 1
        elif start == "small":
            weight.normal_(0, 0.01)
        elif "weight_hh" in name:
            for gate in weight.split(hidden):
                nn.init.orthogonal_(gate)
        elif vanilla:
            weight.normal_(0, 0.15 if "weight_ih" in name else usual)
        else:
            bound = 4 * usual if name == "recurrent.weight_ih_l0" else usual
            weight.uniform_(-bound, bound)


# ------------------------------------------------------------------------------------------------------------------- the text


def read_text(paths, config, manifest):
    """The text as indices of the vocabulary. Lines end with a newline alone, and so does each of several files."""
    replacements = {ord(character): other or "" for character, other in config["replacements"].items()}
    unknown = 2**16 - 1
    table = np.full(0x110000, unknown, np.uint16)
    for index, character in enumerate(config["characters"]):
        table[ord(character)] = index
    kind = np.uint8 if len(config["characters"]) <= 256 else np.uint16
    digest, parts = hashlib.sha256(), []
    for piece in pieces_of_all(paths):
        digest.update(piece.encode("utf-8"))
        indices = table[np.frombuffer(piece.translate(replacements).encode("utf-32-le"), np.uint32)]
        if unknown in indices:
            raise SystemExit(f"{', '.join(paths)}: not the text of this job (it has characters that config.json has not).")
        parts.append(indices.astype(kind))
    if digest.hexdigest() != manifest["sha256"]:
        raise SystemExit(f"{', '.join(paths)}: not the text of this job (data.json has another sha256).")
    return np.concatenate(parts)


def pieces_of_all(paths):
    for number, path in enumerate(paths):
        last = ""
        for piece in pieces_of(path):
            yield piece
            last = piece[-1]
        if number < len(paths) - 1 and last != "\n":
            yield "\n"


def pieces_of(path, size=2**22):
    with open(path, encoding="utf-8-sig", newline="") as file:
        while True:
            piece = file.read(size)
            while piece.endswith("\r") and (more := file.read(1)) != "":
                piece += more  # which may be the newline that belongs to it
            if piece == "":
                return
            yield piece.replace("\r\n", "\n")


def uniform(seed, position, stream):
    """The random number of a seed and a position: Philox4x32-10 (Salmon et al., SC11), 53 bits of it, as in the editor."""
    low, mask = 0xFFFFFFFF, (1 << 32) - 1
    c0, c1, c2, c3 = position & low, position >> 32, stream, 0
    k0, k1 = seed & low, seed >> 32
    for _ in range(10):
        p0, p1 = 0xD2511F53 * c0, 0xCD9E8D57 * c2
        c0, c1, c2, c3 = (p1 >> 32) ^ c1 ^ k0, p1 & mask, (p0 >> 32) ^ c3 ^ k1, p0 & mask
        k0, k1 = (k0 + 0x9E3779B9) & mask, (k1 + 0xBB67AE85) & mask
    return ((c0 >> 5) * 67108864 + (c1 >> 6)) / 9007199254740992


class Sweep:
    """
    The walk through the text: it is cut into as many lanes as the batch has streams, of which this rank reads some; each step
    reads the next characters of every lane, and states are carried on. Where less than a step is left all begin anew, with
    states of zeros; every pass but the first begins at another place of the text, read as a ring, so that cuts fall elsewhere.
    """

    def __init__(self, text, batch, time, seed, lanes):
        self.text, self.batch, self.time, self.seed = text, batch, time, seed
        self.length = len(text) // batch
        self.lanes = np.asarray(lanes)
        self.sweep, self.pointer = -1, 0

    def next(self):
        """Characters and those that follow each, (lanes, time), and whether a pass begins here."""
        begins = self.sweep < 0 or self.pointer + self.time + 1 >= self.length
        if begins:
            self.sweep, self.pointer = self.sweep + 1, 0
        offset = 0
        if self.batch > 1 and self.sweep > 0:
            offset = int(uniform(self.seed, self.sweep, 3) * len(self.text))
        first = offset + self.lanes * self.length + self.pointer
        read = self.text[(first[:, None] + np.arange(self.time + 1)) % len(self.text)].astype(np.int64)
        self.pointer += self.time
        return torch.from_numpy(read[:, :-1].copy()), torch.from_numpy(read[:, 1:].copy()), begins


# ---------------------------------------------------------------------------------------------- optimisers, schedule, average


class Adagrad(torch.optim.Optimizer):
    """min-char-rnn's: the small number stands under the root, where torch.optim.Adagrad has it beside."""

    def __init__(self, parameters, lr):
        super().__init__(parameters, {"lr": lr})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for weight in group["params"]:
                state = self.state[weight]
                if "sum" not in state:
                    state["sum"] = torch.zeros_like(weight)
                state["sum"].addcmul_(weight.grad, weight.grad)
                weight.addcdiv_(weight.grad, (state["sum"] + 1e-8).sqrt(), value=-group["lr"])


def make_optimizer(network, settings):
    if settings["optimizer"] == "adagrad":
        return Adagrad(network.parameters(), settings["learningRate"])
    matrices = [weight for weight in network.parameters() if weight.dim() == 2]
    biases = [weight for weight in network.parameters() if weight.dim() == 1]
    groups = [
        {"params": matrices, "weight_decay": settings["weightDecay"]},
        {"params": biases, "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=settings["learningRate"], betas=BETAS, eps=EPSILON)


MEMORIES = {"adam": {"moments": "exp_avg", "squares": "exp_avg_sq"}, "adagrad": {"squares": "sum"}}


def learning_rate_at(step, settings, steps):
    rate, warmup = settings["learningRate"], settings["learningRateWarmup"]
    if step < warmup:
        return rate * (step + 1) / (warmup + 1)
    if settings["schedule"] != "cosine":
        return rate
    share = min(1, (step - warmup) / max(1, steps - 1 - warmup))
    final = settings["finalLearningRate"]
    return final + 0.5 * (rate - final) * (1 + math.cos(math.pi * share))


@torch.no_grad()
def clip_gradients(network, settings):
    """Scales all gradients together to a norm of `clipNorm` at most, then cuts each to `clip`. Returns the norm before."""
    gradients = [weight.grad for weight in network.parameters()]
    norm = torch.sqrt(sum((gradient.double() ** 2).sum() for gradient in gradients)).item()
    if settings["clipNorm"] > 0 and norm > settings["clipNorm"]:
        for gradient in gradients:
            gradient *= settings["clipNorm"] / norm
    if settings["clip"] > 0:
        for gradient in gradients:
            gradient.clamp_(-settings["clip"], settings["clip"])
    return norm


class Average:
    """The exponential moving average of the weights, in float64; a young one forgets faster."""

    def __init__(self, decay, every):
        self.decay, self.every, self.looks, self.weights = decay, every, 0, None

    @torch.no_grad()
    def look(self, network):
        if self.weights is None:
            self.weights = {name: weight.double().clone() for name, weight in network.state_dict().items()}
            self.looks = 1
            return
        share = 1 - min(self.decay**self.every, (1 + self.looks) / (10 + self.looks))
        for name, weight in network.state_dict().items():
            self.weights[name] += share * (weight.double() - self.weights[name])
        self.looks += 1


# -------------------------------------------------------------------------------------------------------------------- files

NUMBERS = {"F32": "<f4", "F64": "<f8"}


def read_safetensors(path):
    """Tensors and texts of a safetensors file: the length of a JSON header in eight bytes, the header, the numbers."""
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = file.read()
    texts = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        array = np.frombuffer(data[begin:end], NUMBERS[entry["dtype"]]).reshape(entry["shape"])
        tensors[name] = torch.from_numpy(array.copy())
    return tensors, texts


def write_safetensors(path, tensors, texts):
    header, arrays, end = {"__metadata__": texts}, [], 0
    for name, tensor in tensors.items():
        array = np.ascontiguousarray(tensor.detach().cpu().numpy())
        kind = "F64" if array.dtype == np.float64 else "F32"
        arrays.append(array.astype(NUMBERS[kind], copy=False))
        header[name] = {"dtype": kind, "shape": list(array.shape), "data_offsets": [end, end + array.nbytes]}
        end += array.nbytes
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    text += b" " * (-len(text) % 8)
    replace_file(path, [struct.pack("<Q", len(text)), text, *arrays])


def replace_file(path, parts):
    """Whoever looks finds the old file whole or the new one whole."""
    temporary = f"{path}.tmp"
    with open(temporary, "wb") as file:
        for part in parts:
            file.write(part)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)


def read_json(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


# ---------------------------------------------------------------------------------------------------------------------- ranks


class Ranks:
    """The processes of a job. One alone needs nothing; several find each other by RANK, WORLD_SIZE, MASTER_ADDR, MASTER_PORT."""

    def __init__(self, cpu):
        self.rank, self.count = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
        self.device = torch.device("cpu")
        if torch.cuda.is_available() and not cpu:
            local = int(os.environ.get("LOCAL_RANK", self.rank % torch.cuda.device_count()))
            self.device = torch.device("cuda", local)
            torch.cuda.set_device(self.device)
        if self.count > 1:
            backend = "nccl" if self.device.type == "cuda" else "gloo"
            dist.init_process_group(backend, timeout=timedelta(minutes=10))

    def sum(self, tensor):
        if self.count > 1:
            dist.all_reduce(tensor)
        return tensor

    def share(self, many):
        """Which of so many things are this rank's: neighbours."""
        return range(self.rank * many // self.count, (self.rank + 1) * many // self.count)

    def close(self):
        if self.count > 1:
            dist.destroy_process_group()


# -------------------------------------------------------------------------------------------------------------------- the job


class Job:
    def __init__(self, folder, texts, cpu, steps, look_every):
        self.folder, self.look_every = folder, look_every
        self.ranks = Ranks(cpu)
        config, manifest = read_json(self.path("config.json")), read_json(self.path("data.json"))
        self.config, self.settings = config, config["settings"]
        self.steps = steps or config["steps"]
        torch.set_default_dtype(getattr(torch, config["precision"]))
        torch.set_flush_denormal(True)
        batch, time_ = self.settings["batchSize"], self.settings["sequenceLength"]
        if self.ranks.count > batch:
            raise SystemExit(f"{self.ranks.count} processes, but a batch of {batch} streams: start {batch} at most.")

        text = read_text(texts or [self.path(file["path"]) for file in manifest["files"]], config, manifest)
        cut = math.floor(len(text) * (1 - self.settings["heldOut"]))
        self.trained, self.held_out = text[:cut], text[cut:]
        self.lanes = self.ranks.share(batch)
        self.sweep = Sweep(self.trained, batch, time_, self.settings["seed"], self.lanes)

        shape = [self.settings["cell"], self.settings["layers"], self.settings["hidden"], len(config["characters"])]
        self.network = Network(*shape, self.settings["dropout"]).to(self.ranks.device)
        self.judged = Network(*shape, 0.0).to(self.ranks.device).eval()
        self.optimizer = make_optimizer(self.network, self.settings)
        self.average = Average(self.settings["average"], self.settings["averageEvery"])
        self.state = self.network.zero_state(len(self.lanes))
        self.done, self.updates = 0, 0
        self.smooth_loss, self.rate_factor = math.log(len(config["characters"])), 1.0
        self.best = self.least = None
        self.worse, self.seconds = 0, 0.0
        self.open()
        self.parallel = self.network
        if self.ranks.count > 1:
            gpu = [self.ranks.device.index] if self.ranks.device.type == "cuda" else None
            self.parallel = DistributedDataParallel(self.network, device_ids=gpu, broadcast_buffers=False)
        self.began, self.saved_at, self.stopping = time.monotonic(), time.monotonic(), False
        # Seconds of processors: this rank's before, and since then all ranks'.
        self.used, self.processors = time.process_time(), 0.0
        self.unseen = []  # losses of the steps since the last look, each this rank's share

    def path(self, name):
        return os.path.join(self.folder, name)

    # ------------------------------------------------------------------------------------------------ going on, and saving

    def open(self):
        """Goes on from the checkpoint, begins from the start's weights, or draws new ones."""
        found = [name for name in ("checkpoint", "start") if os.path.exists(self.path(f"{name}.safetensors"))]
        if not found:
            draw_first_weights(self.network, self.settings["start"], self.settings["seed"])
            return
        tensors, texts = read_safetensors(self.path(f"{found[0]}.safetensors"))
        of = {name: tensor.to(self.ranks.device) for name, tensor in tensors.items()}
        weights = dict(self.network.named_parameters())
        self.network.load_state_dict({name: of[name] for name in weights})
        run = json.loads(texts["run"])
        self.updates = run["updates"]
        for name, weight in weights.items():
            for ours, theirs in MEMORIES[self.settings["optimizer"]].items():
                if f"{ours}.{name}" in of:
                    self.optimizer.state[weight][theirs] = of[f"{ours}.{name}"].to(weight.dtype)
            if self.settings["optimizer"] == "adam" and f"moments.{name}" in of:
                # A tensor since 1.12; where it stays on the CPU, none is copied from step to step.
                self.optimizer.state[weight]["step"] = torch.tensor(float(self.updates))
        if "steps" not in run:
            return  # weights, and Adagrad's memories: a new run
        if run["averageLooks"] > 0:
            self.average.looks = run["averageLooks"]
            self.average.weights = {name: of[f"average.{name}"].double() for name in weights}
        hidden = of["hidden"].to(self.network.output.weight.dtype)
        self.state = unpacked(hidden[self.lanes.start : self.lanes.stop], self.network)
        self.done, self.smooth_loss, self.rate_factor = run["steps"], run["smoothLoss"], run["rateFactor"]
        self.sweep.sweep, self.sweep.pointer = run["position"]["pass"], run["position"]["pointer"]
        progress = run["progress"]
        self.best, self.least = progress.get("best"), progress.get("least")
        self.worse, self.seconds = progress["worse"], progress["seconds"]

    def run_record(self):
        progress = {"worse": self.worse, "seconds": self.elapsed()}
        progress.update({key: value for key, value in (("best", self.best), ("least", self.least)) if value is not None})
        return {
            "version": 1,
            "steps": self.done,
            "updates": self.updates,
            "position": {"pass": self.sweep.sweep, "pointer": self.sweep.pointer},
            "smoothLoss": self.smooth_loss,
            "rateFactor": self.rate_factor,
            "averageLooks": self.average.looks,
            "progress": progress,
        }

    def texts(self):
        """What a file of this job says of itself."""
        own = {key: value for key, value in self.config.items() if key != "characters"}
        return {
            "format": "pt",
            "characters": json.dumps(self.config["characters"], ensure_ascii=False),
            "config": json.dumps(own, ensure_ascii=False),
            "run": json.dumps(self.run_record()),
        }

    def checkpoint(self):
        """Every rank takes part: the states of all lanes are brought together."""
        own = packed(self.state)
        hidden = own.new_zeros(self.settings["batchSize"], own.shape[1])
        hidden[self.lanes.start : self.lanes.stop] = own
        self.ranks.sum(hidden)
        if self.ranks.rank == 0:
            tensors = dict(self.network.state_dict())
            for name, weight in self.network.named_parameters():
                for ours, theirs in MEMORIES[self.settings["optimizer"]].items():
                    known = self.optimizer.state[weight].get(theirs)
                    tensors[f"{ours}.{name}"] = torch.zeros_like(weight) if known is None else known
                if self.average.weights is not None:
                    tensors[f"average.{name}"] = self.average.weights[name]
            tensors["hidden"] = hidden
            write_safetensors(self.path("checkpoint.safetensors"), tensors, self.texts())
        self.saved_at = time.monotonic()

    def save_model(self):
        if self.ranks.rank == 0:
            write_safetensors(self.path("model.safetensors"), self.judged_weights(), self.texts())

    def judged_weights(self):
        """The weights that are judged and kept: their average where there is one."""
        weights = self.average.weights or self.network.state_dict()
        return {name: weight.to(self.network.output.weight.dtype) for name, weight in weights.items()}

    # ----------------------------------------------------------------------------------------------------------- training

    def step(self):
        inputs, targets, begins = self.sweep.next()
        inputs, targets = inputs.to(self.ranks.device), targets.to(self.ranks.device)
        if begins:
            self.state = self.network.zero_state(len(self.lanes))
        self.network.train()
        if self.settings["dropout"] > 0:
            torch.manual_seed((self.settings["seed"] * 1000003 + self.done) * 4099 + self.ranks.rank)
        logits, state = self.parallel(inputs, self.state)
        total = cross_entropy(logits.flatten(0, 1), targets.flatten(), reduction="sum")
        self.optimizer.zero_grad(set_to_none=True)
        # Summed over the sequence, averaged over the batch; DistributedDataParallel takes the mean of the ranks.
        (total * self.ranks.count / self.settings["batchSize"]).backward()
        self.network.hold_second_biases()
        norm = clip_gradients(self.network, self.settings)
        if not math.isfinite(norm):
            raise SystemExit(
                f"The gradients are no longer numbers at step {self.done + 1}: the weights have grown without bound. Train with "
                "a lower learning rate or a smaller clip. What was saved before is kept."
            )
        rate = self.rate_factor * learning_rate_at(self.done, self.settings, self.steps)
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        self.optimizer.step()
        self.state = detached(state)
        self.unseen.append(total.detach().double())
        self.done, self.updates = self.done + 1, self.updates + 1
        if self.settings["average"] > 0 and self.done % self.average.every == 0:
            self.average.look(self.network)
        return rate, norm

    @torch.no_grad()
    def held_out_loss(self):
        """
        Nats a character. The text is read in streams side by side, each after the beginning of the training text and what
        stands before its own; each rank reads some of them.
        """
        how, held = self.config["judge"], self.held_out
        before, opening = self.trained[-how["warmup"] :], self.trained[: how["opening"]]
        everything = np.concatenate([before, held])
        total = torch.zeros((), dtype=torch.float64, device=self.ranks.device)
        rows = []
        for stream in self.ranks.share(how["streams"]):
            begin, end = (len(before) + one * len(held) // how["streams"] for one in (stream, stream + 1))
            row = np.concatenate([opening, everything[max(0, begin - how["warmup"]) : end]])
            rows.append((row, end - begin))
        if rows:
            self.judged.load_state_dict(self.judged_weights())
            longest = max(len(row) for row, _ in rows)
            read, counts = np.zeros((len(rows), longest), np.int64), np.zeros((len(rows), longest), np.float64)
            for at, (row, own) in enumerate(rows):
                read[at, : len(row)] = row
                counts[at, len(row) - own : len(row)] = 1
            read, counts = torch.from_numpy(read), torch.from_numpy(counts)
            state = self.judged.zero_state(len(rows))
            for at in range(0, longest - 1, JUDGE_CHUNK):
                end = min(at + JUDGE_CHUNK, longest - 1)
                logits, state = self.judged(read[:, at:end].to(self.ranks.device), state)
                targets = read[:, at + 1 : end + 1].to(self.ranks.device)
                losses = cross_entropy(logits.flatten(0, 1), targets.flatten(), reduction="none").double()
                total += (losses * counts[:, at + 1 : end + 1].flatten().to(self.ranks.device)).sum()
        return self.ranks.sum(total).item() / len(held)

    def judge(self, due):
        """Keeps the best network, and lowers the learning rate where it is time for that."""
        loss = self.held_out_loss()
        if due:
            self.worse = 0 if self.least is None or loss < self.least else self.worse + 1
            self.least = loss if self.least is None else min(loss, self.least)
            patience = self.settings["plateauPatience"]
            if self.settings["schedule"] == "plateau" and self.worse > 0 and self.worse % patience == 0:
                self.rate_factor *= self.settings["plateauFactor"]
        if self.best is None or loss < self.best["loss"]:
            self.best = {"step": self.done, "loss": loss}
            self.save_model()
        return loss

    def look(self):
        """
        All ranks look at each other: the losses of the steps since the last look are summed, and it is agreed whether to save
        and to stop. Returns the mean of those losses, and these two.
        """
        minutes = self.config["running"].get("minutes")
        every = self.config["running"]["checkpointEvery"]
        late = minutes is not None and self.elapsed() >= 60 * minutes
        due = every > 0 and time.monotonic() - self.saved_at >= every
        # The first rank's clock counts; a signal to any of them does.
        first = self.ranks.rank == 0
        told = [float(first and due), float(self.stopping or (first and late)), time.process_time() - self.used]
        told = torch.tensor(told, dtype=torch.float64, device=self.ranks.device)
        save, stop, self.processors, *losses = self.ranks.sum(torch.cat([told, torch.stack(self.unseen)])).tolist()
        characters = self.settings["batchSize"] * self.settings["sequenceLength"]
        means = [loss / characters for loss in losses]
        self.unseen = []
        for mean in means:
            self.smooth_loss = 0.999 * self.smooth_loss + 0.001 * mean
        return sum(means) / len(means), save > 0, stop > 0

    def elapsed(self):
        return self.seconds + time.monotonic() - self.began

    def run(self):
        first = self.ranks.rank == 0
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        judge_every = self.config["judgeEvery"] if len(self.held_out) > 0 else 0
        patience = self.config["running"].get("patience")
        if first:
            self.cut_losses()
            print(
                f"{self.settings['layers']} x {self.settings['cell']}, {self.settings['hidden']} units; step {self.done} of "
                f"{self.steps}; {self.ranks.count} processes, PyTorch {torch.__version__}, {self.ranks.device.type}",
                flush=True,
            )
        stop, steps = False, self.done
        while self.done < self.steps and not stop:
            rate, norm = self.step()
            due = judge_every > 0 and self.done % judge_every == 0
            if not (due or self.done % self.look_every == 0 or self.done == self.steps):
                continue
            loss, save, stop = self.look()
            record = {"step": self.done, "loss": loss, "smoothLoss": self.smooth_loss}
            record.update({"learningRate": rate, "gradientNorm": norm, "seconds": round(self.elapsed(), 3)})
            record["processorSeconds"] = round(self.processors, 3)
            ends = stop or self.done == self.steps
            if due or (judge_every > 0 and ends):
                record["heldOutLoss"] = self.judge(due)
                stop = stop or (patience is not None and self.worse >= patience)
            if first:
                self.tell(record)
            if save and not ends:
                if judge_every == 0:
                    self.save_model()
                self.checkpoint()
        seconds = time.monotonic() - self.began
        if judge_every == 0:
            self.save_model()
        self.checkpoint()
        self.end(self.done - steps, seconds)

    def stop(self, *_):
        self.stopping = True

    def cut_losses(self):
        """What was written after the checkpoint that a run goes on from happens again."""
        if not os.path.exists(self.path("losses.jsonl")):
            return
        with open(self.path("losses.jsonl"), encoding="utf-8") as file:
            lines = [line for line in file if line.endswith("}\n") and json.loads(line)["step"] <= self.done]
        replace_file(self.path("losses.jsonl"), ["".join(lines).encode("utf-8")])

    def tell(self, record):
        with open(self.path("losses.jsonl"), "a", encoding="utf-8") as file:
            file.write(json.dumps(record) + "\n")
        held_out = f"   held-out {record['heldOutLoss']:.4f}" if "heldOutLoss" in record else ""
        print(f"step {self.done}   loss {record['loss']:.4f}{held_out}   {record['seconds']:.0f} s", flush=True)

    def end(self, steps, seconds):
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss if resource else 0
        memory = most / (2**20 if sys.platform == "darwin" else 2**10)
        memory = self.ranks.sum(torch.tensor(memory, dtype=torch.float64, device=self.ranks.device)).item()
        if self.ranks.rank == 0:
            characters = steps * self.settings["batchSize"] * self.settings["sequenceLength"]
            speed = characters / seconds if seconds > 0 else 0
            print(
                f"{'Ended' if self.done >= self.steps else 'Stopped'} after step {self.done}: {steps} steps in {seconds:.2f} s, "
                f"{speed:.0f} characters/s, {self.processors:.2f} s of processors and {memory:.0f} MiB in all processes.",
                flush=True,
            )
        self.ranks.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", default=os.path.dirname(os.path.abspath(__file__)), help="of the job; default: this file's")
    parser.add_argument("--text", nargs="+", help="where the text is, if not where data.json says")
    parser.add_argument("--steps", type=int, help="train to this step, in place of config.json's")
    parser.add_argument("--look-every", type=int, default=10, help="steps for a line of losses.jsonl; default: 10")
    parser.add_argument("--cpu", action="store_true", help="leave GPUs alone")
    options = parser.parse_args()
    job = Job(options.folder, options.text, options.cpu, options.steps, options.look_every)
    try:
        job.run()
    except RuntimeError as error:
        if job.ranks.count == 1:
            raise
        # Of the others nothing more will come, and taking leave of them could wait for ever.
        message = f"Rank {job.ranks.rank} ends, as another has: start the job again, and it goes on. ({error})"
        print(message, file=sys.stderr, flush=True)
        os._exit(1)


if __name__ == "__main__":
    sys.exit(main())
