"""Makes small PyTorch networks with random weights, and what they think of a text: for the tests of the importer.

    python3 make_networks.py FOLDER [SEED]

For each network FOLDER gets NAME.pt (torch.save of the state dict) or NAME.safetensors; networks.json lists them with their
vocabulary and the surprise of each character of the text, in nats. Written with PyTorch 1.13; safetensors files are written
by hand from the format's description, as the package is not needed for so little.
"""
import json
import os
import struct
import sys

import torch

ALPHABET = "\n abcdehilnorstu"
TEXT = "the rain in the south\nis a thin desolation and the land is bare\n"
CELLS = {"rnn": torch.nn.RNN, "gru": torch.nn.GRU, "lstm": torch.nn.LSTM}


class Network(torch.nn.Module):
    def __init__(self, cell, layers, hidden, inputs, bias):
        super().__init__()
        self.inputs, vocabulary = inputs, len(ALPHABET)
        width = {"one-hot": vocabulary, "embedding": 6, "tied": hidden}[inputs]
        if inputs != "one-hot":
            self.embedding = torch.nn.Embedding(vocabulary, width)
        self.recurrent = CELLS[cell](width, hidden, num_layers=layers, batch_first=True, bias=bias)
        self.output = torch.nn.Linear(hidden, vocabulary, bias=bias)
        if inputs == "tied":
            self.output.weight = self.embedding.weight
        for parameter in self.parameters():
            torch.nn.init.uniform_(parameter, -0.8, 0.8)

    def forward(self, characters):
        x = torch.nn.functional.one_hot(characters, len(ALPHABET)).float() if self.inputs == "one-hot" else self.embedding(characters)
        return self.output(self.recurrent(x)[0])


def losses(network):
    text = torch.tensor([[ALPHABET.index(c) for c in TEXT]])
    with torch.no_grad():
        logits = network.double()(text[:, :-1]) if network.inputs != "one-hot" else one_hot_logits(network.double(), text)
    return torch.nn.functional.cross_entropy(logits[0], text[0, 1:], reduction="none").tolist()


def one_hot_logits(network, text):
    x = torch.nn.functional.one_hot(text[:, :-1], len(ALPHABET)).double()
    return network.output(network.recurrent(x)[0])


def save_safetensors(path, state):
    kinds = {torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16", torch.float64: "F64"}
    header, data = {"__metadata__": {"format": "pt"}}, b""
    for name, tensor in state.items():
        bits = tensor.contiguous().view(torch.int16) if tensor.dtype == torch.bfloat16 else tensor.contiguous()
        raw = bits.numpy().tobytes()
        header[name] = {"dtype": kinds[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def main(folder, seed):
    torch.manual_seed(seed)
    os.makedirs(folder, exist_ok=True)
    listed = []
    for cell in CELLS:
        for layers, inputs, bias, form in (
            (1, "one-hot", True, "pt"),
            (2, "embedding", True, "pt-checkpoint"),
            (3, "tied", True, "safetensors"),
            (1, "embedding", False, "pt-transposed"),
            (2, "one-hot", True, "bf16"),
        ):
            network = Network(cell, layers, 5, inputs, bias)
            name = f"{cell}-{layers}-{inputs}-{form}"
            if form == "bf16":
                network = network.bfloat16()
            elif form == "pt-transposed":
                # A state dict may hold views whose numbers lie in another order.
                network.output.weight = torch.nn.Parameter(network.output.weight.detach().t().contiguous().t())
            state = network.state_dict()
            state = {key: value.clone() if form == "bf16" else value for key, value in state.items()} if form == "bf16" else state
            if form in ("safetensors", "bf16"):
                file = name + ".safetensors"
                kept = {key: value for key, value in state.items() if not (inputs == "tied" and key == "output.weight")}
                save_safetensors(os.path.join(folder, file), kept)
            else:
                file = name + ".pt"
                torch.save({"epoch": 3, "model": state, "loss": 1.25} if form == "pt-checkpoint" else state, os.path.join(folder, file))
            listed.append({"file": file, "cell": cell, "layers": layers, "losses": losses(network)})
    with open(os.path.join(folder, "networks.json"), "w") as out:
        json.dump({"alphabet": ALPHABET, "text": TEXT, "networks": listed}, out, separators=(",", ":"))
        out.write("\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1)
