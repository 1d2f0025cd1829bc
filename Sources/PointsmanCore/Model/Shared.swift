/// A value that several hold and that never changes: copied as one reference, and compared as one where it is the same.
package final class Shared<Value: Equatable & Sendable>: Equatable, Sendable {
    package let value: Value

    package init(_ value: Value) {
        self.value = value
    }

    package static func == (left: Shared, right: Shared) -> Bool {
        left === right || left.value == right.value
    }
}
