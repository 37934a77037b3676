package shop

case class Cup(label: String, litres: Double)

object Shop {
  def total(cups: Seq[Cup]): Double = {
    cups
      .filter(_.litres > 0)
      .map(_.litres)
      .sum
  }

  def name(n: Int): String = n match {
    case 1 => "one"
    case _ => s"$n cups"
  }
}
