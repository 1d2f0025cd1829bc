import CLibpq

extension ResultSet {
    /// Copies libpq's result.
    init(_ result: OpaquePointer) {
        let columns = (0..<PQnfields(result)).map { String(cString: PQfname(result, $0)) }
        let rows = (0..<PQntuples(result)).map { row in
            (0..<Int32(columns.count)).map { column in
                PQgetisnull(result, row, column) == 1 ? nil : String(cString: PQgetvalue(result, row, column))
            }
        }
        self.init(columns: columns, rows: rows, commandTag: String(cString: PQcmdStatus(result)))
    }
}

extension PostgresError {
    /// The error in libpq's result.
    init(_ result: OpaquePointer) {
        let state = PQresultErrorField(result, Int32(UInt8(ascii: "C"))).map { String(cString: $0) }
        let primary = PQresultErrorField(result, Int32(UInt8(ascii: "M"))).map { String(cString: $0) }
        if let state {
            self.init(code: .server, sqlState: state, message: primary ?? "the server sent no message")
        } else {
            self.init(libpqText: String(cString: PQresultErrorMessage(result)))
        }
    }
}
