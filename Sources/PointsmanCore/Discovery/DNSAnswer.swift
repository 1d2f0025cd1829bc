/// What came back for one ``DNSQuestion``. An empty list is an answer too: the name is known, but has no such record.
package enum DNSAnswer: Equatable, Sendable {
    case addresses([IPAddress])
    /// A text a record, the strings of which it is made joined.
    case texts([String])
    case services([DNSService])
    /// The server says that there is no such name (NXDOMAIN, RFC 1035 4.1.1).
    case noSuchName
    /// The server says that it failed (SERVFAIL), in words.
    case serverFailure(String)
    /// The server does not want to answer (REFUSED, NOTIMP, FORMERR), in words.
    case refused(String)
    /// No answer, and why; fits behind "AAAA db.internal: ".
    case failure(String)
}
