/// A timeline of the cluster's history; each promotion raises it (PostgreSQL manual, 26.3.5).
package struct Timeline: Codable, Comparable, Hashable, Sendable, CustomStringConvertible {
    package let number: UInt32

    package init(_ number: UInt32) {
        self.number = number
    }

    /// The lowest timeline that a promotion of this one's standbys can lead to.
    package var next: Timeline { Timeline(max(number, number &+ 1)) }

    package static func < (left: Timeline, right: Timeline) -> Bool {
        left.number < right.number
    }

    package var description: String { String(number) }
}
