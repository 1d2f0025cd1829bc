/// The members as status shows them, in the order of their addresses: what discovery says of each beside what the probes
/// say. Both are kept as they are and put together only where somebody looks, since most of what is published nobody does.
package struct MemberStatuses: RandomAccessCollection, Equatable, Sendable {
    private let members: [Member]
    private let views: [MemberView]

    /// - Parameter view: of the same members.
    init(_ members: [Member], _ view: ClusterView) {
        self.members = members
        views = view.members
    }

    package var startIndex: Int { 0 }
    package var endIndex: Int { views.count }

    package subscript(index: Int) -> MemberStatus { MemberStatus(members[index], views[index]) }

    /// Whether what is shown is the same.
    package static func == (left: MemberStatuses, right: MemberStatuses) -> Bool {
        left.views.agrees(with: right.views) { MemberStatus.shows($0, sameAs: $1) } && left.members == right.members
    }
}
