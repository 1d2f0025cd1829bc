/// A fact that was asked for: what was seen, or why it could not be.
package enum Gathered<Value> {
    case seen(Value)
    /// A reason that fits after "because".
    case unseen(String)

    /// Nobody has asked for it yet.
    package static var unasked: Gathered { .unseen("it was not asked") }

    package var value: Value? {
        if case .seen(let value) = self { value } else { nil }
    }

    package func map<Other>(_ transform: (Value) -> Other) -> Gathered<Other> {
        flatMap { .seen(transform($0)) }
    }

    package func flatMap<Other>(_ transform: (Value) -> Gathered<Other>) -> Gathered<Other> {
        switch self {
        case .seen(let value): transform(value)
        case .unseen(let reason): .unseen(reason)
        }
    }
}

extension Gathered: Sendable where Value: Sendable {}
extension Gathered: Equatable where Value: Equatable {}
