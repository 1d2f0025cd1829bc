/// What initdb gave the cluster, and every physical copy of it shares (`pg_control_system()`).
package struct SystemIdentifier: Hashable, Sendable, CustomStringConvertible {
    package let number: UInt64

    package init(_ number: UInt64) {
        self.number = number
    }

    package var description: String { String(number) }
}
