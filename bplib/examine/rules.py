"""What ails a network, a row each: what is seen, the cause, how sure, what to try, where to read.

Read from the top: the first row whose sign is seen is the first guess, and what else is seen stands
beside it. So a row that explains others stands above them: a missing number in the data before the
cost that is not a number, inputs that are too large before the steps that they make too long.
"""

from collections.abc import Callable
from typing import NamedTuple

from bplib.examine import signs as s
from bplib.examine.record import Record

SURE, LIKELY = "Sure", "Likely"
SECTIONS = {  # the notebook and the heading of each section that a row points to
    "tiny": ("04_one_neuron", "Stall 1: a tiny input"),
    "broadcast": ("05_the_forward_pass", "When broadcasting hides a mistake"),
    "softmax": ("05_the_forward_pass", "Softmax, and how it overflows"),
    "pass": ("06_the_backward_pass", "Summary"),
    "rate": ("07_learning", "How long a step?"),
    "slopes": ("08_activations", "The product over layers"),
    "saturation": ("08_activations", "Saturation"),
    "dead": ("08_activations", "Dead units"),
    "alike": ("09_initialization", "All weights alike"),
    "size": ("09_initialization", "Too small, too large"),
    "two": ("09_initialization", "Two inputs"),
    "order": ("09_initialization", "Order and chaos"),
    "normalization": ("10_stalled_learning", "What normalization does to the gradient"),
    "letters": ("10_stalled_learning", "Three letters"),
}


class Rule(NamedTuple):
    """A row: cause, its sign, how sure it makes, why, what else it might be, what to try first."""

    cause: str
    seen: Callable[[Record], s.Sign | None]
    sure: str
    why: str
    also: str
    first: str
    sections: tuple[str, ...]


RULES = (
    Rule("bad data", s.bad_data, SURE,
         "one such number makes the mean cost and every gradient the same",
         "nothing, until this is mended",
         "leave these examples out, or fill the holes: torch.isfinite(X).all()",
         ("letters",)),
    Rule("undefined operation", s.undefined, SURE,
         "a logarithm, a root or a quotient has no finite value, or slope, at 0",
         "logits so large that a softmax gives an exact 0",
         "the stable form (cross_entropy, logsumexp), or a small number under the root",
         ("softmax",)),
    Rule("cut off", s.cut_off, SURE,
         "the chain rule needs every link; a detach(), no_grad() or a new tensor breaks it",
         "a target network, or statistics that are meant not to learn",
         "find the detach() or no_grad() behind these layers, and take it out",
         ("pass",)),
    Rule("not trained", s.not_trained, SURE,
         "gradients come, and no step follows",
         "weights that are meant to stay; then set requires_grad=False",
         "make the optimizer from model.parameters(), after the last layer was exchanged",
         ("rate",)),
    Rule("dropout", s.dropped, LIKELY,
         "next to nothing of the activations, and of the errors, gets through",
         "the share that is kept, taken for the share that is dropped",
         "p between 0.1 and 0.5",
         ("pass",)),
    Rule("softmax twice", s.twice, SURE,
         "of shares between 0 and 1 the cost can make no sure answer, and the first softmax adds "
         "its own small slope as a factor",
         "nothing else",
         "give the cost the logits",
         ("softmax",)),
    Rule("broadcast", s.broadcast, SURE,
         "each output is held against the targets of all examples",
         "nothing else",
         "y[:, None] or output.squeeze(1), so that both have one shape",
         ("broadcast",)),
    Rule("zero weights", s.zero_weights, SURE,
         "error × 0 is the error of the layer before: nothing passes, forward or backward",
         "weights that decay, or one step, has driven to 0",
         "an initializer: He for ReLU, Glorot for tanh",
         ("alike",)),
    Rule("units alike", s.units_alike, SURE,
         "units with the same weights get the same gradient, so they never part",
         "nothing else",
         "random weights",
         ("alike",)),
    Rule("large inputs", s.large_inputs, LIKELY,
         "gradient = input × error: large inputs saturate the first layer, or make its steps long",
         "weights of the first layer that are too large",
         "standardize the inputs, or begin with a normalization",
         ("saturation", "letters")),
    Rule("large targets", s.large_targets, LIKELY,
         "the outputs have far to go before anything is learnt, and the errors are as large",
         "a rate that is too small, or too large, for this scale",
         "standardize the targets, or start the last bias at their mean",
         ("letters",)),
    Rule("exploding activations", s.overflow, SURE,
         "each layer multiplies what comes in, until the numbers end",
         "inputs that are too large; exp as an activation",
         "He's or Glorot's weights, a normalization, no exp between layers",
         ("size", "letters")),
    Rule("large weights", s.growing_forward, LIKELY,
         "each layer multiplies the activations, and the errors as often on their way back",
         "inputs that are too large; branches that add up without a normalization",
         "He's or Glorot's weights; branches times 1/√depth, or normalized",
         ("size", "normalization")),
    Rule("exploding gradients", s.growing_back, LIKELY,
         "each layer multiplies the error with weights and slopes, here by more than 1",
         "weights that are too large; normalization without residual connections",
         "smaller weights, residual connections, clipping",
         ("order", "normalization")),
    Rule("exploding gradients in time", s.growing_in_time, LIKELY,
         "each step in time multiplies the error with the same weights",
         "recurrent weights that are too large",
         "orthogonal recurrent weights of gain 1, clipping",
         ("size",)),
    Rule("dead units", s.dead, LIKELY,
         "a unit that is off for every example has slope 0, so no gradient comes to its weights",
         "biases far below 0, inputs all on one side, one step that was too long",
         "biases at 0, standardized inputs, leaky ReLU",
         ("dead",)),
    Rule("forgetting", s.forgetting, LIKELY,
         "each step in time multiplies the error with weights and slopes, here by less than 1",
         "nothing ill, if the answer depends on the last steps alone",
         "an LSTM with forget biases at 1, orthogonal recurrent weights, shorter sequences",
         ("slopes", "size")),
    Rule("vanishing gradients", s.vanishing, LIKELY,
         "each layer multiplies the error with weights and slopes, here by less than 1",
         "weights that are too small; sigmoids, whose slope is at most ¼",
         "He's weights for ReLU, Glorot's for tanh, biases at 0; residual connections with a "
         "normalization",
         ("slopes", "order")),
    Rule("inputs become alike", s.alike, LIKELY,
         "layer by layer the examples look more alike, until the output cannot tell them apart",
         "weights too small beside the biases, as PyTorch draws them in a deep net",
         "He's or Glorot's weights with biases at 0; residual connections with a normalization",
         ("two", "order")),
    Rule("weight decay", s.eaten, LIKELY,
         "the decay is larger than what the error asks for",
         "a network that gets no error: see whether another sign is seen as well",
         "a smaller weight_decay: 1e-4 for SGD, 1e-2 for AdamW",
         ("rate",)),
    Rule("small inputs", s.small_inputs, LIKELY,
         "gradient = input × error: small inputs make small gradients",
         "a rate that is too small",
         "standardize the inputs",
         ("tiny",)),
    Rule("large rate", s.long_step, LIKELY,
         "a slope tells the truth nearby only, and these steps leave that neighbourhood",
         "inputs or weights that make the gradients large",
         "a rate ten times smaller; warm-up, clipping",
         ("rate",)),
    Rule("small rate", s.short_step, LIKELY,
         "in a thousand such steps the weights hardly change",
         "gradients that are small for another reason: inputs, or a cost that is divided twice",
         "a rate ten to a hundred times larger, until a step is a thousandth of the weight",
         ("rate",)),
)  # fmt: skip
