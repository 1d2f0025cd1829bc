/// The identifier of one attempt at an operation, so that a late outcome is recognised.
package struct OperationID: Codable, Hashable, Sendable {
    package let number: UInt64

    package init(_ number: UInt64) {
        self.number = number
    }
}

/// A source of identifiers, each given out once.
package struct OperationCounter: Codable, Equatable, Sendable {
    private var last: UInt64 = 0

    package init() {}

    package mutating func next() -> OperationID {
        last += 1
        return OperationID(last)
    }
}
