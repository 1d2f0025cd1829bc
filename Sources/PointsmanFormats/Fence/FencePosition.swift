package import PointsmanCore

/// The part of a fence that other agents compare: the cluster and the timeline. It is the answer of `/v1/fence` to
/// other machines; this machine gets more.
package struct FencePosition: Equatable, Sendable {
    package let systemIdentifier: SystemIdentifier
    package let timeline: Timeline

    package init(_ fence: Fence) {
        systemIdentifier = fence.systemIdentifier
        timeline = fence.timeline
    }

    /// Nil if `value` lacks one of the two. Other members are ignored.
    package init?(_ value: JSONValue) {
        guard case .string(let identifier)? = value["system_identifier"], let identifier = UInt64(identifier),
            case .number(let timeline)? = value["timeline"], let timeline = UInt32(timeline), timeline > 0
        else { return nil }
        systemIdentifier = SystemIdentifier(identifier)
        self.timeline = Timeline(timeline)
    }

    package var json: JSONValue {
        ["system_identifier": .string("\(systemIdentifier)"), "timeline": .integer(timeline.number)]
    }
}
