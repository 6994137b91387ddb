// This source file is part of the Outpace project. License: see LICENSE.

package import Primitives

/// What is asked of an API.
package struct HTTPRequest: Hashable, Sendable {
    /// The method.
    package enum Method: String, Sendable {
        /// Reads; tried again when a kept connection turns out to be closed.
        case get = "GET"
        /// Changes something; never tried again by itself.
        case post = "POST"
    }

    /// The method.
    package let method: Method
    /// The path with its query, starting with a slash.
    package let path: String
    /// Headers beside those that the client sets.
    package let headers: [Header]
    /// The body; JSON.
    package let body: Bytes

    /// One header.
    package struct Header: Hashable, Sendable {
        /// The name.
        package let name: String
        /// The value.
        package let value: String

        /// Makes a header.
        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// Makes a request.
    package init(_ method: Method, _ path: String, headers: [Header] = [], body: Bytes = []) {
        self.method = method
        self.path = path
        self.headers = headers
        self.body = body
    }
}

/// What came back.
package struct HTTPResponse: Hashable, Sendable {
    /// The status code.
    package let status: Int
    /// The headers, in order.
    package let headers: [HTTPRequest.Header]
    /// The body.
    package let body: Bytes

    /// Whether the status is 200 to 299.
    package var isSuccess: Bool { (200..<300).contains(status) }

    /// The first header of that name, in any case.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}
