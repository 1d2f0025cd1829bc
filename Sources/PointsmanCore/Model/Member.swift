/// A server of the cluster as discovery names it.
package struct Member: Equatable, Sendable {
    package let id: MemberID
    /// Nil where DNS did not tell it, or this way of discovery has no regions.
    package let region: Region?
    package let name: MemberName

    package init(id: MemberID, region: Region? = nil, name: MemberName = .none) {
        self.id = id
        self.region = region
        self.name = name
    }

    /// This member with what `earlier` rounds of discovery told of it, where this round did not tell that.
    func filled(from earlier: Member?) -> Member {
        guard let earlier, earlier.id == id else { return self }
        return Member(id: id, region: region ?? earlier.region, name: name == .unknown ? earlier.name : name)
    }
}
