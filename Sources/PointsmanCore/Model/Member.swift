/// A server of the cluster as discovery names it.
package struct Member: Equatable, Sendable {
    package let id: MemberID
    package let region: Region?
    /// The platform's own name for it, such as a machine's identifier; for people only.
    package let name: String?

    package init(id: MemberID, region: Region? = nil, name: String? = nil) {
        self.id = id
        self.region = region
        self.name = name
    }
}
