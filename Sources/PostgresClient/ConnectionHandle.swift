import CLibpq
import Glibc

/// The one owner of a libpq connection; it is closed when its owner goes away.
struct ConnectionHandle: ~Copyable {
    let raw: OpaquePointer

    /// Begins to connect with libpq's keywords (PostgreSQL manual, 34.1.2). Give `hostaddr`, never a bare host name:
    /// libpq looks names up with a call that blocks.
    init(connecting parameters: [(keyword: String, value: String)]) {
        let keywords = parameters.map { strdup($0.keyword) } + [nil]
        let values = parameters.map { strdup($0.value) } + [nil]
        defer {
            keywords.forEach { free($0) }
            values.forEach { free($0) }
        }
        let handle = keywords.map { UnsafePointer<CChar>($0) }.withUnsafeBufferPointer { keywords in
            values.map { UnsafePointer<CChar>($0) }.withUnsafeBufferPointer { values in
                PQconnectStartParams(keywords.baseAddress, values.baseAddress, 0)
            }
        }
        guard let handle else { fatalError("PQconnectStartParams: out of memory") }
        raw = handle
        PQsetnonblocking(raw, 1)
        _ = PQsetErrorVerbosity(raw, PQERRORS_VERBOSE)
    }

    var isBad: Bool { PQstatus(raw) == CONNECTION_BAD }

    var errorText: String { String(cString: PQerrorMessage(raw)) }

    deinit {
        PQfinish(raw)
    }
}
