"""What ails a network, one row each: what is seen, the cause, how sure, what to try, and where to read.

Read from the top: the first row whose sign is seen is the first guess, and what else is seen stands
beside it. So a row that explains others stands above them: a missing number in the data before the
cost that is not a number, inputs that are too large before the steps that they make too long.
"""

from collections.abc import Callable
from typing import NamedTuple

from bplib.examine import signs as s
from bplib.examine.record import Record

SURE, LIKELY, POSSIBLE = "sure", "likely", "possible"
SECTIONS = {  # the notebook and the heading of each section that a row points to
    "one neuron": ("04_one_neuron", "Stall 2: a saturated output"),
    "softmax": ("05_the_forward_pass", "Softmax, done safely"),
    "rate": ("07_learning", "The learning rate"),
    "slopes": ("08_activations", "The product over layers"),
    "saturation": ("08_activations", "Saturation"),
    "dead": ("08_activations", "Dead units"),
    "alike": ("09_initialization", "All weights alike"),
    "size": ("09_initialization", "Too small, too large"),
    "order": ("09_initialization", "Order and chaos"),
    "two": ("09_initialization", "Two inputs"),
    "clinic": ("10_stalled_learning", "Summary"),
    "normalization": ("10_stalled_learning", "What normalization does to the gradient"),
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
         "leave these examples out, or fill the holes: torch.isfinite(X).all()", ("clinic",)),
    Rule("undefined operation", s.undefined, SURE,
         "a logarithm, root or quotient has no finite value or slope at 0",
         "logits that are far too large, so that a softmax gives an exact 0",
         "the stable form (log_softmax, cross_entropy, logsumexp), or a small number under the root",
         ("softmax",)),
    Rule("cut off", s.cut_off, SURE,
         "the chain rule needs every link: a detach(), .data, no_grad() or a new tensor breaks it",
         "a target network, or statistics that are meant not to learn",
         "find the detach() or no_grad() behind these layers, and take it out", ("clinic",)),
    Rule("not trained", s.not_trained, SURE,
         "gradients come, and no step follows",
         "weights that are meant to stay",
         "make the optimizer from model.parameters(), after the last layer was exchanged", ("rate",)),
    Rule("dropout", s.dropped, LIKELY,
         "next to nothing of the activations, and of the errors, gets through",
         "p taken for the share that is kept",
         "p between 0.1 and 0.5", ("clinic",)),
    Rule("softmax twice", s.twice, SURE,
         "the cost takes a softmax itself; of shares between 0 and 1 it can make no sure answer, and "
         "the slope of the first softmax is a further factor",
         "nothing else",
         "give the cost the logits", ("softmax",)),
    Rule("broadcast", s.broadcast, SURE,
         "each output is compared with the targets of all examples",
         "nothing else",
         "y[:, None] or output.squeeze(1), so that both have one shape", ("softmax",)),
    Rule("zero weights", s.zero_weights, SURE,
         "error × 0 is the error of the layer before: nothing passes, forward or backward",
         "weights that decay or a step has driven to 0",
         "an initializer: He for ReLU, Glorot for tanh", ("alike",)),
    Rule("units alike", s.units_alike, SURE,
         "units with the same weights get the same gradient, so they never part",
         "nothing else",
         "random weights", ("alike",)),
    Rule("large inputs", s.large_inputs, LIKELY,
         "the gradient is input × error: large inputs saturate the first layer or make its steps too long",
         "weights of the first layer that are too large",
         "standardize the inputs, or begin with a normalization", ("saturation", "clinic")),
    Rule("large targets", s.large_targets, LIKELY,
         "the outputs have to travel far before anything is learned, and the errors are as large",
         "a rate that is too small for this scale",
         "standardize the targets; give the last bias their mean", ("clinic",)),
    Rule("exploding activations", s.overflow, SURE,
         "each layer multiplies what comes in, until the numbers end",
         "inputs that are too large; exp as an activation",
         "He's or Glorot's weights; a normalization; no exp between layers", ("size", "clinic")),
    Rule("large weights", s.growing_forward, LIKELY,
         "each layer multiplies the activations, and each error is multiplied as often on its way back",
         "inputs that are too large; branches that add up without a normalization",
         "He's or Glorot's weights; scale branches by 1/√depth, or normalize", ("size", "normalization")),
    Rule("exploding gradients", s.growing_back, LIKELY,
         "errors are multiplied with weights and slopes at each layer, here by more than 1",
         "weights that are too large; normalization without residual connections",
         "smaller weights, residual connections, clipping", ("order", "normalization")),
    Rule("exploding gradients in time", s.growing_in_time, LIKELY,
         "each step in time multiplies the error with the same weights",
         "recurrent weights that are too large",
         "orthogonal recurrent weights with gain 1, clipping", ("size",)),
    Rule("dead units", s.dead, LIKELY,
         "a unit that is off for every example has slope 0, so that no gradient comes to its weights",
         "biases far below 0, inputs all on one side, one step that was too long",
         "biases at 0, standardized inputs, leaky ReLU", ("dead",)),
    Rule("forgetting", s.forgetting, LIKELY,
         "each step in time multiplies the error with weights and slopes, here by less than 1",
         "nothing ill, if the answer depends on the last steps alone",
         "LSTM with its forget biases at 1, orthogonal recurrent weights, shorter sequences",
         ("slopes", "size")),
    Rule("vanishing gradients", s.vanishing, LIKELY,
         "each layer multiplies the error with weights and slopes, here by less than 1",
         "weights that are too small; sigmoids, whose slope is at most ¼",
         "He's weights for ReLU, Glorot's for tanh, biases at 0; residual connections with a normalization",
         ("slopes", "order")),
    Rule("inputs become alike", s.alike, LIKELY,
         "layer by layer the examples come to look the same, so that the output cannot tell them apart",
         "weights that are too small beside the biases (PyTorch's own start, in a deep net)",
         "He's or Glorot's weights with biases at 0; residual connections with a normalization",
         ("two", "order")),
    Rule("weight decay", s.eaten, LIKELY,
         "the decay is larger than what the error asks for",
         "a network that gets no error: look whether one of the other signs is seen",
         "a smaller weight_decay (1e-4 for SGD, 1e-2 for AdamW)", ("rate",)),
    Rule("small inputs", s.small_inputs, LIKELY,
         "the gradient is input × error: small inputs make small gradients",
         "a rate that is too small",
         "standardize the inputs", ("clinic",)),
    Rule("large rate", s.long_step, LIKELY,
         "a slope tells the truth nearby only, and these steps leave that neighbourhood",
         "inputs or weights that make the gradients large",
         "a rate ten times smaller; warm-up, clipping", ("rate",)),
    Rule("small rate", s.short_step, LIKELY,
         "in a thousand such steps the weights hardly change",
         "gradients that are small for another reason: inputs, or a cost that is divided twice",
         "a rate ten to a hundred times larger, until a step is a thousandth of the weight", ("rate",)),
)  # fmt: skip
