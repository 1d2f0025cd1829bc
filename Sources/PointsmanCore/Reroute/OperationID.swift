/// Tells one attempt at an operation from every other, so that a late outcome is known as such.
package struct OperationID: Hashable, Sendable {
    package let number: UInt64

    package init(_ number: UInt64) {
        self.number = number
    }
}

/// Gives out identifiers, each once.
package struct OperationCounter: Equatable, Sendable {
    private var last: UInt64 = 0

    package init() {}

    package mutating func next() -> OperationID {
        last += 1
        return OperationID(last)
    }
}
