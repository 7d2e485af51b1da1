"""Questions of notebook 11, part 1: to be answered before looking, by name in the notebook."""

from bplib.widgets import predict, predict_number

one_entry = predict(
    (
        "A kernel of three numbers slides over eight inputs and lies in six places. What is the "
        "gradient of one of its numbers?"
    ),
    {
        "The mean of input × error over the six places": (
            "Nothing divides by six. A number used six times is a fork, and gradients add at a "
            "fork."
        ),
        "Input × error at the place where they are largest": (
            "No place is special. The number is used in all six, and each use has its share."
        ),
        "The sum of input × error over the six places": (
            "Each place is a use of the same number: a fork. Each gives input × error, and these "
            "add."
        ),
    },
    answer="The sum of input × error over the six places",
)

corner_pixel = predict(
    (
        "A kernel of 3 × 3 slides over a picture. How many places does the gradient of the corner "
        "pixel come from, and how many that of a pixel in the middle?"
    ),
    {
        "From 9 and from 9: the kernel has nine entries": (
            "The corner pixel lies under the kernel in one position only, beneath its corner entry."
        ),
        "From 1 and from 9: as often as each was used": (
            "A pixel's gradient has one term for each place that used it, and the corner is used "
            "once."
        ),
        "From 1 and from 1: each pixel has its own place": (
            "In the middle the kernel lies over a pixel in nine positions, with another entry each."
        ),
    },
    answer="From 1 and from 9: as often as each was used",
)

equal_parameters = predict(
    (
        "Two nets with 610 parameters each learn the digits: six kernels of 3 × 3 with a pooling, "
        "or eight dense hidden units. Which is right more often on the test images?"
    ),
    {
        "The kernels, since one stroke teaches every place": (
            "Each of its numbers hears from 36 places of each picture, and what is learnt in one "
            "place holds in all of them."
        ),
        "The dense units, since they see the whole picture": (
            "Eight units that see everything have to tell ten digits apart through eight numbers."
        ),
        "Neither, since they have equally many parameters": (
            "What counts is what the parameters can say. Shared ones say something about every "
            "place."
        ),
    },
    answer="The kernels, since one stroke teaches every place",
)

fifty_steps = predict_number(
    (
        "One recurrent unit without an activation, h_t = w h_{t−1} + x_t, with w = 0.9. The cost "
        "hangs on the last state. By what factor is the error 50 steps earlier smaller: what is "
        "0.9 to the power of 50, to one digit?"
    ),
    answer=0.005,
    tolerance=0.0006,
    feedback={
        45: "0.9 · 50 adds the steps. Along a path slopes multiply.",
        0.9: "One step back is a factor of 0.9. Fifty steps multiply fifty of them.",
    },
    why="0.9⁵⁰ = e^(50 ln 0.9) = e^(−5.3) = 0.005. With w = 1.1 it would be 117.",
)

what_comes_back = predict(
    (
        "In an LSTM the memory goes on as c_t = f_t c_{t−1} + i_t g_t. By what is the gradient at "
        "c multiplied along this one path, a step back?"
    ),
    {
        "By the forget gate f, a number between 0 and 1": (
            "The slope of c_t with respect to c_{t−1} is f_t: no matrix and no f′. With f near 1 "
            "next to nothing is lost."
        ),
        "By the weights W and by the slope of tanh": (
            "That is the plain net. On this path there is neither a matrix nor a tanh."
        ),
        "By 1, since a sum hands gradients on as they are": (
            "The sum does, but in front of c_{t−1} stands a factor, the gate."
        ),
    },
    answer="By the forget gate f, a number between 0 and 1",
)

moved_picture = predict(
    (
        "A net is one kernel, an activation, and the mean over all places. You shift the picture "
        "by one pixel; its strokes stay away from the edges. What becomes of the kernel's gradient?"
    ),
    {
        "Its nine numbers move along by one": (
            "The pixels move, and the errors move with them. Which pixel does entry (u, v) meet "
            "beside which error, before and after?"
        ),
        "It stays exactly as it was": (
            "The same products input × error come up, each at the neighbouring place. A sum over "
            "all places does not ask in which of them a term stands."
        ),
        "It becomes smaller, as the match is worse": (
            "The kernel has no place of its own that it could match. It lies everywhere."
        ),
    },
    answer="It stays exactly as it was",
)
