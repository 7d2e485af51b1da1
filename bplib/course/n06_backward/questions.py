"""Questions of notebook 06: to be answered before looking, by name in the notebook."""

from bplib.widgets import predict

thickest_line = predict(
    "Which orange line into the last layer will be the thickest: the largest weight gradient?",
    {
        "The one with the largest weight on the way forward": (
            "The weight itself does not appear in its own gradient. What multiplies it on the way "
            "forward does."
        ),
        "The one into the output that is nearest to its target": (
            "Near the target the error is small, and with it the gradient of every line into that "
            "unit."
        ),
        "The one between the darkest unit and the largest error": (
            "The gradient of a weight is the product of its two ends: the activation where it "
            "begins, the error where it ends."
        ),
    },
    answer="The one between the darkest unit and the largest error",
)

routes_to_the_cost = predict(
    (
        "Through how many units of layer l + 1 does a change of one activation of layer l reach "
        "the cost?"
    ),
    {
        "One, the unit that stands opposite": (
            "In a fully connected layer there is no unit opposite: every unit takes in every "
            "activation."
        ),
        "All of them, whatever their weights": (
            "An activation is a fork: it goes into every unit of the next layer, and gradients add "
            "at a fork."
        ),
        "Half of them, where weights are positive": (
            "A negative weight passes a change on as well, with its sign turned."
        ),
    },
    answer="All of them, whatever their weights",
)

shape_of_gradient = predict(
    (
        "A layer maps 5 activations to 3 units, with a batch of 32. What is the shape of the "
        "gradient of W?"
    ),
    {
        "(5, 3)": (
            "A_in.T @ Delta is (5, 32) @ (32, 3). The sum over the batch is inside the matrix "
            "product."
        ),
        "(3, 5)": (
            "A gradient has the shape of what it belongs to, and W is (5, 3) here: (d_in, d_out)."
        ),
        "(32, 5, 3)": (
            "That would be one matrix per example. They belong to the same W, so they are added: "
            "the axis of 32 is summed away."
        ),
    },
    answer="(5, 3)",
)

saturated_unit = predict(
    (
        "In one example the third unit is saturated: its f′ is nearly 0. What does the table of "
        "this example look like?"
    ),
    {
        "Its third row is empty": (
            "A row belongs to an input. The error of a unit stands over a column."
        ),
        "It is empty altogether": (
            "The other units have errors of their own, and their columns are filled."
        ),
        "Its third column is empty": (
            "The error of the unit has the factor f′, and it stands in every entry of that column."
        ),
    },
    answer="Its third column is empty",
)

forgotten_transpose = predict(
    "You forget the transpose: errors go back through W instead of W.T. Which gradients are wrong?",
    {
        "Those of every layer before the last": (
            "The last layer's error comes straight from the cost; every other has gone back "
            "through at least one W."
        ),
        "Those of the last layer, and only those": (
            "The other way round: the last layer is the only one whose error has not gone back "
            "through a weight matrix."
        ),
        "Those of all layers, the last as well": (
            "The error of the last layer comes from the cost alone, equation (1). It has not been "
            "through any W yet."
        ),
    },
    answer="Those of every layer before the last",
)

backward_cost = predict(
    "So the backward pass costs, compared with the forward pass,",
    {
        "about as much": (
            "There is one product per layer forward, but how many are there in equations (2) and "
            "(3) together?"
        ),
        "about twice as much": (
            "Two products per layer against one. Forward and backward together are about three "
            "forwards."
        ),
        "as much for each weight": (
            "That is the price of nudging each weight in turn. The backward pass gets all "
            "gradients in one sweep."
        ),
    },
    answer="about twice as much",
)
