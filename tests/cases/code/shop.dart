class Cup {
  final String label;
  double litres;

  Cup(this.label, {this.litres = 1});

  void fill(double amount) {
    if (amount > litres) {
      throw StateError("It's full");
    }
    litres -= amount;
  }
}
