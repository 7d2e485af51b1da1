"""Questions of notebook 05: to be answered before looking, by name in the notebook."""

from bplib.widgets import predict, predict_number

shapes = predict(
    (
        "A batch of 5 examples with 4 inputs each goes into the layer of 3 units. What are the "
        "shapes of `A_in`, `W`, `b` and `Z`?"
    ),
    {
        "(5, 4), (5, 4, 3), (5, 3), (5, 3)": (
            "That would be a layer of its own for every example. The weights belong to the layer, "
            "whichever example comes through."
        ),
        "(5, 4), (4, 3), (3,), (5, 3)": (
            "Examples are rows of A_in and of Z. W and b are what they were for one example."
        ),
        "(4, 5), (4, 3), (3,), (3, 5)": (
            "Then the examples would be columns. In this course, and in most data tables, they are "
            "rows."
        ),
        "(5, 4), (4, 3), (5,), (5, 3)": (
            "A bias of shape (5,) would be one per example. There is one per unit."
        ),
    },
    answer="(5, 4), (4, 3), (3,), (5, 3)",
)

compared_columns = predict(
    "What is the mean squared error `np.mean((outputs - targets) ** 2)`?",
    {
        "0, as they are perfect": (
            "It would be, if entry were subtracted from entry. Compare the shapes from the right: "
            "1 against 5, then 5 against nothing."
        ),
        "No number: an error": (
            "Broadcasting makes them agree: the column is repeated along the rows, the row along "
            "the columns."
        ),
        "A number above 0": (
            "(5, 1) − (5,) is (5, 5): every output minus every target. No error is raised, and the "
            "mean of 25 numbers, 20 of them wrong, is a number."
        ),
    },
    answer="A number above 0",
)

two_linear_layers = predict(
    "What can the two linear layers together compute that one linear layer of shape (4, 3) cannot?",
    {
        "More, since they have more weights": (
            "67 numbers against 15 is more to store. But each setting of the 67 does what some "
            "setting of the 15 does."
        ),
        "Nothing, whatever the weights": (
            "A product of two matrices is a matrix. Insert one layer into the other and multiply "
            "out."
        ),
        "Products of the four inputs": (
            "A linear layer adds up multiples of its inputs, and so does the next. No input is "
            "ever multiplied by another one."
        ),
    },
    answer="Nothing, whatever the weights",
)

empty_block = predict(
    (
        "A block of the digit is empty, its input is 0. What do you see of the lines that leave "
        "this unit?"
    ),
    {
        "No lines at all from this unit": (
            "Whatever the weights are, 0 × weight is 0: the unit contributes to no sum. These "
            "weights get no gradient from this example either: stall 1 of notebook 04."
        ),
        "Thin lines, as the weights are small": (
            "The lines show activation × weight, and the activation is exactly 0."
        ),
        "Lines as wide as those elsewhere": (
            "That would be so if lines showed weights alone, which do not know the input. What "
            "travels along the line is the product."
        ),
    },
    answer="No lines at all from this unit",
)

what_to_keep = predict(
    (
        "Which arrays of a layer does the forward pass keep, so that the backward pass can compute "
        "these factors, whatever f is?"
    ),
    {
        "Its output A, alone": (
            "A is the next layer's input, so it is kept there. But the gradient of W also needs "
            "what came *into* this layer, and f′ of what was in between."
        ),
        "Its A_in and its Z": (
            "A_in for the gradient of W, and Z for f′(Z). Both have been computed, and both are "
            "needed once more."
        ),
        "None, the weights do": (
            "Input × error: the input of each layer is not a weight. It is different for every "
            "batch."
        ),
    },
    answer="Its A_in and its Z",
)

thousand_more = predict(
    "Add 1000 to every logit. What does this formula give on a computer?",
    {
        "The same probabilities": (
            "On paper, yes: e^1000 stands above and below the line and cancels. The computer meets "
            "it before it can cancel."
        ),
        "A probability of 1/4 each": (
            "Differences are what counts, whatever is added: on paper nothing changes."
        ),
        "nan, four times over": (
            "The largest double is near e^709.78. Above it exp gives inf, and inf / inf is not a "
            "number."
        ),
        "An error and no result": (
            "NumPy does not stop at an overflow. It goes on with inf, and then with nan, and at "
            "most warns."
        ),
    },
    answer="nan, four times over",
)

two_rows = predict(
    (
        "A batch of logits has a row near 1000 and a row near 0. You subtract the largest number "
        "of the *whole* array. What happens?"
    ),
    {
        "All is well: nothing overflows": (
            "On paper, and nothing overflows indeed. But every entry of the low row is now near "
            "−1000, and exp of that is 0."
        ),
        "The row near 0 comes out as nan": (
            "Its exponentials are all rounded to 0, their sum is 0, and 0/0 is not a number. Each "
            "row needs its own maximum."
        ),
        "The row near 1000 comes out as nan": (
            "That row is the one whose maximum was subtracted. It is fine."
        ),
    },
    answer="The row near 0 comes out as nan",
)

count_parameters = predict_number(
    "How many parameters does a network of sizes [64, 32, 10] have?",
    2410,
    tolerance=0.5,
    feedback={
        2368: "Those are the weights, 64 · 32 + 32 · 10. Each unit has a bias as well.",
        106: "You counted units. Parameters are weights and biases.",
        2474: "The inputs have no biases: they are given, not computed.",
        2400: "The ten output units have biases too.",
    },
    why="64 · 32 + 32 = 2080 in the hidden layer, 32 · 10 + 10 = 330 in the output layer.",
)
