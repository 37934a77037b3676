package shop

data class Cup(
    val label: String,
    val litres: Double = 1.0,
)

fun fill(cups: List<Cup>): Int {
    val full = cups.filter { it.litres > 0 }
        .map { it.label }
    when (full.size) {
        0 -> println("none")
        else -> println("${full.size} cups")
    }
    return full.size
}
