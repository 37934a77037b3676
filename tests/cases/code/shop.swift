import Foundation

struct Cup {
    let label: String
    var litres = 1.0

    mutating func fill(_ amount: Double) throws {
        guard amount <= litres else {
            throw Problem.full
        }
        litres -= amount
        if #available(macOS 14, *) {
            print("new")
        } else {
            print("\(label) is old")
        }
    }
}
