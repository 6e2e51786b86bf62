// Written by `npm run generate:cli` from the OpenAPI document. Do not edit it.

export interface paths {
    "/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the key itself
         * @description The name, permissions and end of the key that the call was made with. It shows whether a key works.
         */
        get: operations["getKey"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/connections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the connections
         * @description Those that the key may see, oldest first, page by page.
         */
        get: operations["listConnections"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/connections/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read one connection
         * @description Whether it works, why, since when, and what to do next. With `If-None-Match` it costs nothing to ask again.
         */
        get: operations["getConnection"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/connections/{id}/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get a fresh access token
         * @description Never a refresh token, never an ID token. However many callers ask at once, an expired token is renewed once. When Qonto answers 401 to a token, ask again with its `generation` as `rejected`.
         */
        post: operations["getToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/connections/{id}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Prove that it works
         * @description Asks Qonto now, and answers with the connection as it is then.
         */
        post: operations["checkConnection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/connections/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause it
         * @description Stops handing out tokens. The authorisation stays. One that is not in use stays as it is.
         */
        post: operations["pauseConnection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/connections/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resume it
         * @description Hands out tokens again. One that is not paused stays as it is.
         */
        post: operations["resumeConnection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/connections/{id}/disconnect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Disconnect it for good
         * @description Ends the connection at Qonto and here. Safe to repeat: an ended one answers with its receipt, and what is not confirmed yet is tried again.
         */
        post: operations["disconnectConnection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhook-endpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the webhooks
         * @description Those of the owner of the key; of a key for chosen connections those that are told of no others.
         */
        get: operations["listWebhookEndpoints"];
        put?: never;
        /**
         * Make a webhook
         * @description Events are posted to it as Standard Webhooks says. The answer is the only one that has its secret.
         */
        post: operations["createWebhookEndpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhook-endpoints/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read one webhook
         * @description What it is told of, and whether anything arrives.
         */
        get: operations["getWebhookEndpoint"];
        put?: never;
        /**
         * Change a webhook
         * @description What is left out stays as it is.
         */
        post: operations["updateWebhookEndpoint"];
        /**
         * Remove a webhook
         * @description With what was delivered to it, and what was to be.
         */
        delete: operations["deleteWebhookEndpoint"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhook-endpoints/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a test
         * @description Posts a `webhook.test` at once, and says what came of it, within ten seconds.
         */
        post: operations["testWebhookEndpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhook-endpoints/{id}/roll": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give it a new secret
         * @description For 24 hours deliveries are signed with both. The answer is the only one that has the new one.
         */
        post: operations["rollWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/connections/{id}/qonto/{path}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read from Qonto
         * @description What Qonto answers comes back as it is: status, body, trace id and rate limits. Its 401 brings one new token, and the call is sent once more.
         */
        get: operations["getFromQonto"];
        /**
         * Write to Qonto
         * @description Like reading, but sent once. What can move money needs a key that may. Repeat a call that was not answered with the same `X-Qonto-Idempotency-Key`. A body has at most 32 MB.
         */
        put: operations["putToQonto"];
        /**
         * Write to Qonto
         * @description Like reading, but sent once. What can move money needs a key that may. Repeat a call that was not answered with the same `X-Qonto-Idempotency-Key`. A body has at most 32 MB.
         */
        post: operations["postToQonto"];
        /**
         * Write to Qonto
         * @description Like reading, but sent once. What can move money needs a key that may. Repeat a call that was not answered with the same `X-Qonto-Idempotency-Key`. A body has at most 32 MB.
         */
        delete: operations["deleteAtQonto"];
        options?: never;
        /**
         * Read from Qonto
         * @description What Qonto answers comes back as it is: status, body, trace id and rate limits. Its 401 brings one new token, and the call is sent once more.
         */
        head: operations["headFromQonto"];
        /**
         * Write to Qonto
         * @description Like reading, but sent once. What can move money needs a key that may. Repeat a call that was not answered with the same `X-Qonto-Idempotency-Key`. A body has at most 32 MB.
         */
        patch: operations["patchToQonto"];
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description The connection as it is now. */
        Connection: {
            /** Format: uuid */
            id: string;
            /** @description The organisation at Qonto. */
            organization: {
                /** @description At Qonto. */
                id: string | null;
                name: string | null;
                /** @description False while Qonto has not named it. */
                confirmed: boolean;
            };
            /** @description The member of the organisation who authorised it. */
            member: {
                name: string | null;
                role: string | null;
            };
            /**
             * @description What is stored. Whether it works says the verdict.
             * @enum {string}
             */
            status: "active" | "frozen" | "disconnecting" | "disconnected" | "reconnect" | "quarantined";
            /** @description Written by its owner, who finds and groups it by them. */
            labels: string[];
            verdict: components["schemas"]["Verdict"];
            granted_scopes: string[];
            /** @description Asked for, and not granted. */
            missing_scopes: string[];
            /** @description Of `missing_scopes`: those that the owner has accepted. When all are, the state is `ok`. */
            accepted_scopes: string[];
            /** @description At the latest, if nothing renews it. */
            works_until: string | null;
            /** @description When Qonto last accepted it. */
            proven_at: string | null;
        };
        /** @description A page of connections. */
        ConnectionList: {
            connections: components["schemas"]["Connection"][];
            /** @description Send it as `cursor` for the next page. Null on the last one. */
            next_cursor: string | null;
        };
        /** @description Whether a connection works, why, and who must act. */
        Verdict: {
            /**
             * @description Whether it works, in one word.
             * @enum {string}
             */
            state: "never" | "pending" | "ok" | "limited" | "no_renew" | "trouble" | "expiring" | "broken" | "operator" | "locked" | "frozen" | "gone";
            /**
             * @description Why.
             * @enum {string}
             */
            reason: "not_connected" | "waiting" | "proven" | "scopes_missing" | "organization_unconfirmed" | "organization_taken" | "no_offline_access" | "unreachable" | "rate_limited" | "outcome_unknown" | "access_refused" | "member_not_found" | "answer_unusable" | "other_owner" | "identity_unverified" | "refusal_unconfirmed" | "fleet_brake" | "renewal_not_granted" | "lapses_soon" | "grant_refused" | "access_expired" | "lapsed" | "consent_withdrawn" | "answer_lost" | "restored" | "quarantined" | "database_copied" | "other_app" | "credentials_refused" | "staging_token" | "request_refused" | "identity_changed" | "key_missing" | "paused" | "disconnected" | "disconnect_unconfirmed" | "disconnect_given_up";
            /** @description When what the verdict rests on happened. */
            since: string | null;
            /**
             * @description Who must act next.
             * @enum {string}
             */
            owner: "you" | "administrator" | "nobody";
            /**
             * @description What would mend it, or is worth doing.
             * @enum {string}
             */
            next_action: "connect" | "start_again" | "check" | "allow_more" | "reconnect" | "try_now" | "renew" | "details" | "help" | "resume" | "connect_again" | "retry_disconnect";
            /**
             * Format: uri
             * @description The page on which it can be done.
             */
            action_url: string;
        };
        /** @description An access token that lives long enough. */
        Token: {
            /** @description For the header `Authorization: Bearer` of a call to Qonto. */
            access_token: string;
            /** @constant */
            token_type: "Bearer";
            /** Format: date-time */
            expires_at: string;
            /** @description Seconds. */
            expires_in: number;
            /** @description What the token may do. */
            scopes: string[];
            /** @description Which token of the connection it is, for `rejected`. */
            generation: number;
            /** @description The id of the organisation at Qonto. */
            organization: string | null;
        };
        /** @description The ended connection, and each step of the end with its result. */
        Receipt: {
            connection: components["schemas"]["Connection"];
            /** @description What was done to end it, in order. */
            steps: {
                /** @enum {string} */
                step: "stop" | "refresh" | "withdraw_consent" | "revoke_token" | "probe" | "erase";
                /** @enum {string} */
                outcome: "done" | "skipped" | "failed" | "unconfirmed";
                /** @description Why it was not done. */
                reason: string | null;
                /** Format: date-time */
                at: string;
                /** @description By which Qonto finds it. */
                trace_id: string | null;
            }[];
        };
        /** @description What a webhook is told of, and whether anything arrives. */
        Webhook: {
            /** Format: uuid */
            id: string;
            url: string;
            description: string;
            /** @description The types that it is told of. */
            events: ("connection.connected" | "connection.needs_attention" | "connection.reminder" | "connection.recovered" | "connection.permissions_changed" | "connection.paused" | "connection.resumed" | "connection.disconnected" | "api_key.created" | "api_key.expiring" | "api_key.revoked" | "account.joined" | "webhook.disabled")[];
            /** @description Those that it is told of. Null: all that the owner has and will have, and what concerns none. */
            connections: string[] | null;
            enabled: boolean;
            /** @description `gone`: it answered 410. `failing`: nothing has arrived for five days. */
            disabled_reason: ("switched_off" | "gone" | "failing") | null;
            /** @description Null when the last delivery has arrived. */
            failing_since: string | null;
            /** @description Until then deliveries are signed with the former secret too. */
            former_secret_until: string | null;
            /** Format: date-time */
            created_at: string;
        };
        /** @description The webhooks. */
        WebhookList: {
            webhook_endpoints: components["schemas"]["Webhook"][];
        };
        /** @description A webhook with its new secret. */
        WebhookSecret: {
            webhook_endpoint: components["schemas"]["Webhook"];
            /** @description `whsec_...`, as the libraries of Standard Webhooks take it. Shown this once. */
            secret: string;
        };
        /** @description What came of a test. */
        WebhookTest: {
            /** @description Whether the answer was a 2xx. */
            delivered: boolean;
            /** @description Why there was no answer: `unknown_host`, `refused_address`, `timeout`, ... */
            failure: string | null;
            status: number | null;
            duration_ms: number | null;
            /** @description The first kilobyte of it. */
            answer: string | null;
        };
        /** @description The webhook is gone. */
        WebhookRemoved: {
            /** Format: uuid */
            id: string;
            /** @constant */
            removed: true;
        };
        /** @description The key that the call was made with. */
        ApiKey: {
            /** Format: uuid */
            id: string;
            name: string;
            permissions: ("connections:read" | "tokens:read" | "qonto:read" | "qonto:write" | "connections:write" | "webhooks:write")[];
            /** @description Also those that its owner makes later. */
            every_connection: boolean;
            /** @description Null: never. */
            expires_at: string | null;
        };
        /** @description Why a call was refused (RFC 9457). */
        Problem: {
            /**
             * Format: uri
             * @description The part of the reference about this code.
             */
            type: string;
            title: string;
            status: number;
            /**
             * @description What a program matches on.
             * @enum {string}
             */
            code: "invalid_request" | "invalid_key" | "not_permitted" | "missing_scopes" | "not_found" | "method_not_allowed" | "paused" | "busy" | "disconnected" | "too_large" | "reconnect" | "too_many_requests" | "failed" | "setup_problem" | "later" | "locked" | "unavailable";
            /** @description The log has it too. */
            request_id: string;
            /** @description For a person who reads the log of the caller. */
            detail?: string;
            /**
             * Format: uri
             * @description The page on which a person can mend it.
             */
            action_url?: string;
            /** @description Seconds to wait. */
            retry_after?: number;
            /** @description Of `missing_scopes`: which ones. */
            missing_scopes?: string[];
        };
    };
    responses: {
        /** @description `invalid_request`: The request is not one that this call takes. Correct the field that is named in `detail`. */
        InvalidRequest: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code?: "invalid_request";
                };
            };
        };
        /** @description `invalid_key`: The API key is missing, unknown, expired or revoked. Send another key, or have its owner make a new one. */
        InvalidKey: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code?: "invalid_key";
                };
            };
        };
        /** @description `not_permitted`: The API key may not do this. Use a key with the permission, from an address that it allows. */
        NotPermitted: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code?: "not_permitted";
                };
            };
        };
        /** @description `too_many_requests`: Too many requests. Try again after `retry_after` seconds. */
        TooManyRequests: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "Retry-After": components["headers"]["Retry-After"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code?: "too_many_requests";
                };
            };
        };
        /** @description `failed`: Something failed here, through no fault of the request. Give an administrator the `request_id`: the log has it too. */
        Failed: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code?: "failed";
                };
            };
        };
        /** @description `unavailable`: The database of the dashboard is away. Try again after `retry_after` seconds. */
        Unavailable: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "Retry-After": components["headers"]["Retry-After"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code?: "unavailable";
                };
            };
        };
        /** @description `not_found`: There is no such thing, or the API key may not see it. Compare the address with the list of connections of this key. */
        NotFound: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code?: "not_found";
                };
            };
        };
        /**
         * @description `not_permitted`: The API key may not do this. Use a key with the permission, from an address that it allows.
         *
         *     `missing_scopes`: The connection was not granted every scope that was asked for. Its owner allows more on the page of `action_url`. `missing_scopes` lists what is missing.
         */
        NotPermittedOrMissingScopes: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code?: "not_permitted" | "missing_scopes";
                };
            };
        };
        /**
         * @description `unavailable`: The database of the dashboard is away. Try again after `retry_after` seconds.
         *
         *     `later`: Qonto cannot be asked at the moment. Try again after `retry_after` seconds. Nobody has to do anything.
         *
         *     `locked`: The stored tokens cannot be opened. Tell an administrator: the encryption key is missing or another one.
         */
        UnavailableOrLaterOrLocked: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "Retry-After": components["headers"]["Retry-After"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code?: "unavailable" | "later" | "locked";
                };
            };
        };
        /** @description `paused`: The connection is paused. Its owner resumes it on the page of `action_url`, or a key that may do so. */
        Paused: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "Retry-After": components["headers"]["Retry-After"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code?: "paused";
                };
            };
        };
        /** @description `disconnected`: The connection was ended. Stop asking. Its owner can connect again on the page of `action_url`. */
        Disconnected: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code?: "disconnected";
                };
            };
        };
        /** @description `reconnect`: Somebody must authorise the connection again. Its owner does so on the page of `action_url`. */
        Reconnect: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code?: "reconnect";
                };
            };
        };
        /** @description `setup_problem`: An administrator of the dashboard must act. Tell an administrator. The page of `action_url` says what is wrong. */
        SetupProblem: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code?: "setup_problem";
                };
            };
        };
        /** @description `too_large`: The body is longer than any that this call takes. Send less. */
        TooLarge: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code?: "too_large";
                };
            };
        };
        /**
         * @description `unavailable`: The database of the dashboard is away. Try again after `retry_after` seconds.
         *
         *     `locked`: The stored tokens cannot be opened. Tell an administrator: the encryption key is missing or another one.
         */
        UnavailableOrLocked: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "Retry-After": components["headers"]["Retry-After"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code?: "unavailable" | "locked";
                };
            };
        };
        /** @description `busy`: Another request is doing this at the moment. Try again after `retry_after` seconds. */
        Busy: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "Retry-After": components["headers"]["Retry-After"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code?: "busy";
                };
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: {
        /** @description The log has it too. */
        "X-Request-Id": string;
        /** @description Send it as `If-None-Match`: what has not changed is not sent again. */
        ETag: string;
        /** @description Seconds to wait. */
        "Retry-After": number;
        /** @description `Bearer`. */
        "WWW-Authenticate": string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an earlier answer. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key that the call was made with. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
            /** @description Nothing has changed since the answer with this `ETag`. */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["InvalidKey"];
            403: components["responses"]["NotPermitted"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
        };
    };
    listConnections: {
        parameters: {
            query?: {
                /**
                 * @description Only those with this state of the verdict.
                 * @example ok
                 */
                status?: "never" | "pending" | "ok" | "limited" | "no_renew" | "trouble" | "expiring" | "broken" | "operator" | "locked" | "frozen" | "gone";
                /** @description Only those of this organisation: its id at Qonto. */
                organization?: string;
                /** @description Only those with this label, letter by letter. */
                label?: string;
                /** @description Only those that were granted, proven, failed or ended since. */
                updated_since?: string;
                /**
                 * @description How many at most.
                 * @example 20
                 */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: {
                /** @description The `ETag` of an earlier answer. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of connections. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionList"];
                };
            };
            /** @description Nothing has changed since the answer with this `ETag`. */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["InvalidKey"];
            403: components["responses"]["NotPermitted"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
        };
    };
    getConnection: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an earlier answer. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Of the connection. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The connection as it is now. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
            /** @description Nothing has changed since the answer with this `ETag`. */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["InvalidKey"];
            403: components["responses"]["NotPermitted"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
        };
    };
    getToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the connection. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "min_ttl": 300
                 *     }
                 */
                "application/json": {
                    /**
                     * @description Seconds that the token must still live.
                     * @default 60
                     */
                    min_ttl?: number;
                    /**
                     * @description Refused when one of them was not granted.
                     * @default []
                     */
                    scopes?: string[];
                    /** @description The generation whose token Qonto answered with 401: it is never handed out again. */
                    rejected?: number;
                };
            };
        };
        responses: {
            /** @description An access token that lives long enough. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["InvalidKey"];
            403: components["responses"]["NotPermittedOrMissingScopes"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Paused"];
            410: components["responses"]["Disconnected"];
            413: components["responses"]["TooLarge"];
            424: components["responses"]["Reconnect"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            502: components["responses"]["SetupProblem"];
            503: components["responses"]["UnavailableOrLaterOrLocked"];
        };
    };
    checkConnection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the connection. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description The connection as it is now. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["InvalidKey"];
            403: components["responses"]["NotPermitted"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Paused"];
            410: components["responses"]["Disconnected"];
            413: components["responses"]["TooLarge"];
            424: components["responses"]["Reconnect"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            502: components["responses"]["SetupProblem"];
            503: components["responses"]["UnavailableOrLaterOrLocked"];
        };
    };
    pauseConnection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the connection. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description The connection as it is now. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["InvalidKey"];
            403: components["responses"]["NotPermitted"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
        };
    };
    resumeConnection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the connection. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description The connection as it is now. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["InvalidKey"];
            403: components["responses"]["NotPermitted"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
        };
    };
    disconnectConnection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the connection. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description The ended connection, and each step of the end with its result. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Receipt"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["InvalidKey"];
            403: components["responses"]["NotPermitted"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Busy"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["UnavailableOrLocked"];
        };
    };
    listWebhookEndpoints: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an earlier answer. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The webhooks. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookList"];
                };
            };
            /** @description Nothing has changed since the answer with this `ETag`. */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["InvalidKey"];
            403: components["responses"]["NotPermitted"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
        };
    };
    createWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "url": "https://example.com/mooring",
                 *       "events": [
                 *         "connection.needs_attention",
                 *         "connection.recovered"
                 *       ]
                 *     }
                 */
                "application/json": {
                    /** @description https, and behind it a public server. */
                    url: string;
                    /**
                     * @description For people, to know it by.
                     * @default
                     */
                    description?: string;
                    /** @description The types that it is told of. */
                    events: ("connection.connected" | "connection.needs_attention" | "connection.reminder" | "connection.recovered" | "connection.permissions_changed" | "connection.paused" | "connection.resumed" | "connection.disconnected" | "api_key.created" | "api_key.expiring" | "api_key.revoked" | "account.joined" | "webhook.disabled")[];
                    /**
                     * @description Those that it is told of. Null: all that the owner has and will have, and what concerns none.
                     * @default null
                     */
                    connections?: string[] | null;
                };
            };
        };
        responses: {
            /** @description A webhook with its new secret. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookSecret"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["InvalidKey"];
            403: components["responses"]["NotPermitted"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["UnavailableOrLocked"];
        };
    };
    getWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an earlier answer. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Of the webhook. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What a webhook is told of, and whether anything arrives. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description Nothing has changed since the answer with this `ETag`. */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["InvalidKey"];
            403: components["responses"]["NotPermitted"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
        };
    };
    updateWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the webhook. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "enabled": true
                 *     }
                 */
                "application/json": {
                    /** @description https, and behind it a public server. */
                    url?: string;
                    /** @description For people, to know it by. */
                    description?: string;
                    /** @description The types that it is told of. */
                    events?: ("connection.connected" | "connection.needs_attention" | "connection.reminder" | "connection.recovered" | "connection.permissions_changed" | "connection.paused" | "connection.resumed" | "connection.disconnected" | "api_key.created" | "api_key.expiring" | "api_key.revoked" | "account.joined" | "webhook.disabled")[];
                    /** @description Those that it is told of. Null: all that the owner has and will have, and what concerns none. */
                    connections?: string[] | null;
                    /** @description True also after it was disabled here. */
                    enabled?: boolean;
                };
            };
        };
        responses: {
            /** @description What a webhook is told of, and whether anything arrives. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["InvalidKey"];
            403: components["responses"]["NotPermitted"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["UnavailableOrLocked"];
        };
    };
    deleteWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the webhook. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The webhook is gone. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookRemoved"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["InvalidKey"];
            403: components["responses"]["NotPermitted"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
        };
    };
    testWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the webhook. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description What came of a test. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookTest"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["InvalidKey"];
            403: components["responses"]["NotPermitted"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
        };
    };
    rollWebhookSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the webhook. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description A webhook with its new secret. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookSecret"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["InvalidKey"];
            403: components["responses"]["NotPermitted"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["UnavailableOrLocked"];
        };
    };
    getFromQonto: {
        parameters: {
            query?: {
                /** @description Any parameters: they go on to Qonto. */
                query?: {
                    [key: string]: string;
                };
            };
            header?: never;
            path: {
                /** @description Of the connection. */
                id: string;
                /**
                 * @description Of Qonto’s API, beginning with `v1/` or `v2/`. Its slashes may be sent as `%2F`.
                 * @example v2/transactions
                 */
                path: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What Qonto answers. */
            "2XX": {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "*/*": unknown;
                };
            };
            /** @description Of Qonto, and not followed. */
            "3XX": {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "*/*": unknown;
                };
            };
            /**
             * @description `invalid_request`: The request is not one that this call takes. Correct the field that is named in `detail`.
             *
             *     `invalid_key`: The API key is missing, unknown, expired or revoked. Send another key, or have its owner make a new one.
             *
             *     `not_permitted`: The API key may not do this. Use a key with the permission, from an address that it allows.
             *
             *     `too_many_requests`: Too many requests. Try again after `retry_after` seconds.
             *
             *     `not_found`: There is no such thing, or the API key may not see it. Compare the address with the list of connections of this key.
             *
             *     `too_large`: The body is longer than any that this call takes. Send less.
             *
             *     `paused`: The connection is paused. Its owner resumes it on the page of `action_url`, or a key that may do so.
             *
             *     `disconnected`: The connection was ended. Stop asking. Its owner can connect again on the page of `action_url`.
             *
             *     `reconnect`: Somebody must authorise the connection again. Its owner does so on the page of `action_url`.
             */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "invalid_request" | "invalid_key" | "not_permitted" | "too_many_requests" | "not_found" | "too_large" | "paused" | "disconnected" | "reconnect";
                    };
                    "*/*": unknown;
                };
            };
            /**
             * @description `failed`: Something failed here, through no fault of the request. Give an administrator the `request_id`: the log has it too.
             *
             *     `unavailable`: The database of the dashboard is away. Try again after `retry_after` seconds.
             *
             *     `setup_problem`: An administrator of the dashboard must act. Tell an administrator. The page of `action_url` says what is wrong.
             *
             *     `later`: Qonto cannot be asked at the moment. Try again after `retry_after` seconds. Nobody has to do anything.
             *
             *     `locked`: The stored tokens cannot be opened. Tell an administrator: the encryption key is missing or another one.
             */
            "5XX": {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "failed" | "unavailable" | "setup_problem" | "later" | "locked";
                    };
                    "*/*": unknown;
                };
            };
        };
    };
    putToQonto: {
        parameters: {
            query?: {
                /** @description Any parameters: they go on to Qonto. */
                query?: {
                    [key: string]: string;
                };
            };
            header?: never;
            path: {
                /** @description Of the connection. */
                id: string;
                /**
                 * @description Of Qonto’s API, beginning with `v1/` or `v2/`. Its slashes may be sent as `%2F`.
                 * @example v2/clients
                 */
                path: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "*/*": unknown;
            };
        };
        responses: {
            /** @description What Qonto answers. */
            "2XX": {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "*/*": unknown;
                };
            };
            /** @description Of Qonto, and not followed. */
            "3XX": {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "*/*": unknown;
                };
            };
            /**
             * @description `invalid_request`: The request is not one that this call takes. Correct the field that is named in `detail`.
             *
             *     `invalid_key`: The API key is missing, unknown, expired or revoked. Send another key, or have its owner make a new one.
             *
             *     `not_permitted`: The API key may not do this. Use a key with the permission, from an address that it allows.
             *
             *     `too_many_requests`: Too many requests. Try again after `retry_after` seconds.
             *
             *     `not_found`: There is no such thing, or the API key may not see it. Compare the address with the list of connections of this key.
             *
             *     `too_large`: The body is longer than any that this call takes. Send less.
             *
             *     `paused`: The connection is paused. Its owner resumes it on the page of `action_url`, or a key that may do so.
             *
             *     `disconnected`: The connection was ended. Stop asking. Its owner can connect again on the page of `action_url`.
             *
             *     `reconnect`: Somebody must authorise the connection again. Its owner does so on the page of `action_url`.
             */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "invalid_request" | "invalid_key" | "not_permitted" | "too_many_requests" | "not_found" | "too_large" | "paused" | "disconnected" | "reconnect";
                    };
                    "*/*": unknown;
                };
            };
            /**
             * @description `failed`: Something failed here, through no fault of the request. Give an administrator the `request_id`: the log has it too.
             *
             *     `unavailable`: The database of the dashboard is away. Try again after `retry_after` seconds.
             *
             *     `setup_problem`: An administrator of the dashboard must act. Tell an administrator. The page of `action_url` says what is wrong.
             *
             *     `later`: Qonto cannot be asked at the moment. Try again after `retry_after` seconds. Nobody has to do anything.
             *
             *     `locked`: The stored tokens cannot be opened. Tell an administrator: the encryption key is missing or another one.
             */
            "5XX": {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "failed" | "unavailable" | "setup_problem" | "later" | "locked";
                    };
                    "*/*": unknown;
                };
            };
        };
    };
    postToQonto: {
        parameters: {
            query?: {
                /** @description Any parameters: they go on to Qonto. */
                query?: {
                    [key: string]: string;
                };
            };
            header?: never;
            path: {
                /** @description Of the connection. */
                id: string;
                /**
                 * @description Of Qonto’s API, beginning with `v1/` or `v2/`. Its slashes may be sent as `%2F`.
                 * @example v2/clients
                 */
                path: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "*/*": unknown;
            };
        };
        responses: {
            /** @description What Qonto answers. */
            "2XX": {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "*/*": unknown;
                };
            };
            /** @description Of Qonto, and not followed. */
            "3XX": {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "*/*": unknown;
                };
            };
            /**
             * @description `invalid_request`: The request is not one that this call takes. Correct the field that is named in `detail`.
             *
             *     `invalid_key`: The API key is missing, unknown, expired or revoked. Send another key, or have its owner make a new one.
             *
             *     `not_permitted`: The API key may not do this. Use a key with the permission, from an address that it allows.
             *
             *     `too_many_requests`: Too many requests. Try again after `retry_after` seconds.
             *
             *     `not_found`: There is no such thing, or the API key may not see it. Compare the address with the list of connections of this key.
             *
             *     `too_large`: The body is longer than any that this call takes. Send less.
             *
             *     `paused`: The connection is paused. Its owner resumes it on the page of `action_url`, or a key that may do so.
             *
             *     `disconnected`: The connection was ended. Stop asking. Its owner can connect again on the page of `action_url`.
             *
             *     `reconnect`: Somebody must authorise the connection again. Its owner does so on the page of `action_url`.
             */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "invalid_request" | "invalid_key" | "not_permitted" | "too_many_requests" | "not_found" | "too_large" | "paused" | "disconnected" | "reconnect";
                    };
                    "*/*": unknown;
                };
            };
            /**
             * @description `failed`: Something failed here, through no fault of the request. Give an administrator the `request_id`: the log has it too.
             *
             *     `unavailable`: The database of the dashboard is away. Try again after `retry_after` seconds.
             *
             *     `setup_problem`: An administrator of the dashboard must act. Tell an administrator. The page of `action_url` says what is wrong.
             *
             *     `later`: Qonto cannot be asked at the moment. Try again after `retry_after` seconds. Nobody has to do anything.
             *
             *     `locked`: The stored tokens cannot be opened. Tell an administrator: the encryption key is missing or another one.
             */
            "5XX": {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "failed" | "unavailable" | "setup_problem" | "later" | "locked";
                    };
                    "*/*": unknown;
                };
            };
        };
    };
    deleteAtQonto: {
        parameters: {
            query?: {
                /** @description Any parameters: they go on to Qonto. */
                query?: {
                    [key: string]: string;
                };
            };
            header?: never;
            path: {
                /** @description Of the connection. */
                id: string;
                /**
                 * @description Of Qonto’s API, beginning with `v1/` or `v2/`. Its slashes may be sent as `%2F`.
                 * @example v2/clients
                 */
                path: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "*/*": unknown;
            };
        };
        responses: {
            /** @description What Qonto answers. */
            "2XX": {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "*/*": unknown;
                };
            };
            /** @description Of Qonto, and not followed. */
            "3XX": {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "*/*": unknown;
                };
            };
            /**
             * @description `invalid_request`: The request is not one that this call takes. Correct the field that is named in `detail`.
             *
             *     `invalid_key`: The API key is missing, unknown, expired or revoked. Send another key, or have its owner make a new one.
             *
             *     `not_permitted`: The API key may not do this. Use a key with the permission, from an address that it allows.
             *
             *     `too_many_requests`: Too many requests. Try again after `retry_after` seconds.
             *
             *     `not_found`: There is no such thing, or the API key may not see it. Compare the address with the list of connections of this key.
             *
             *     `too_large`: The body is longer than any that this call takes. Send less.
             *
             *     `paused`: The connection is paused. Its owner resumes it on the page of `action_url`, or a key that may do so.
             *
             *     `disconnected`: The connection was ended. Stop asking. Its owner can connect again on the page of `action_url`.
             *
             *     `reconnect`: Somebody must authorise the connection again. Its owner does so on the page of `action_url`.
             */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "invalid_request" | "invalid_key" | "not_permitted" | "too_many_requests" | "not_found" | "too_large" | "paused" | "disconnected" | "reconnect";
                    };
                    "*/*": unknown;
                };
            };
            /**
             * @description `failed`: Something failed here, through no fault of the request. Give an administrator the `request_id`: the log has it too.
             *
             *     `unavailable`: The database of the dashboard is away. Try again after `retry_after` seconds.
             *
             *     `setup_problem`: An administrator of the dashboard must act. Tell an administrator. The page of `action_url` says what is wrong.
             *
             *     `later`: Qonto cannot be asked at the moment. Try again after `retry_after` seconds. Nobody has to do anything.
             *
             *     `locked`: The stored tokens cannot be opened. Tell an administrator: the encryption key is missing or another one.
             */
            "5XX": {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "failed" | "unavailable" | "setup_problem" | "later" | "locked";
                    };
                    "*/*": unknown;
                };
            };
        };
    };
    headFromQonto: {
        parameters: {
            query?: {
                /** @description Any parameters: they go on to Qonto. */
                query?: {
                    [key: string]: string;
                };
            };
            header?: never;
            path: {
                /** @description Of the connection. */
                id: string;
                /**
                 * @description Of Qonto’s API, beginning with `v1/` or `v2/`. Its slashes may be sent as `%2F`.
                 * @example v2/transactions
                 */
                path: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What Qonto answers. */
            "2XX": {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "*/*": unknown;
                };
            };
            /** @description Of Qonto, and not followed. */
            "3XX": {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "*/*": unknown;
                };
            };
            /**
             * @description `invalid_request`: The request is not one that this call takes. Correct the field that is named in `detail`.
             *
             *     `invalid_key`: The API key is missing, unknown, expired or revoked. Send another key, or have its owner make a new one.
             *
             *     `not_permitted`: The API key may not do this. Use a key with the permission, from an address that it allows.
             *
             *     `too_many_requests`: Too many requests. Try again after `retry_after` seconds.
             *
             *     `not_found`: There is no such thing, or the API key may not see it. Compare the address with the list of connections of this key.
             *
             *     `too_large`: The body is longer than any that this call takes. Send less.
             *
             *     `paused`: The connection is paused. Its owner resumes it on the page of `action_url`, or a key that may do so.
             *
             *     `disconnected`: The connection was ended. Stop asking. Its owner can connect again on the page of `action_url`.
             *
             *     `reconnect`: Somebody must authorise the connection again. Its owner does so on the page of `action_url`.
             */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "invalid_request" | "invalid_key" | "not_permitted" | "too_many_requests" | "not_found" | "too_large" | "paused" | "disconnected" | "reconnect";
                    };
                    "*/*": unknown;
                };
            };
            /**
             * @description `failed`: Something failed here, through no fault of the request. Give an administrator the `request_id`: the log has it too.
             *
             *     `unavailable`: The database of the dashboard is away. Try again after `retry_after` seconds.
             *
             *     `setup_problem`: An administrator of the dashboard must act. Tell an administrator. The page of `action_url` says what is wrong.
             *
             *     `later`: Qonto cannot be asked at the moment. Try again after `retry_after` seconds. Nobody has to do anything.
             *
             *     `locked`: The stored tokens cannot be opened. Tell an administrator: the encryption key is missing or another one.
             */
            "5XX": {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "failed" | "unavailable" | "setup_problem" | "later" | "locked";
                    };
                    "*/*": unknown;
                };
            };
        };
    };
    patchToQonto: {
        parameters: {
            query?: {
                /** @description Any parameters: they go on to Qonto. */
                query?: {
                    [key: string]: string;
                };
            };
            header?: never;
            path: {
                /** @description Of the connection. */
                id: string;
                /**
                 * @description Of Qonto’s API, beginning with `v1/` or `v2/`. Its slashes may be sent as `%2F`.
                 * @example v2/clients
                 */
                path: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "*/*": unknown;
            };
        };
        responses: {
            /** @description What Qonto answers. */
            "2XX": {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "*/*": unknown;
                };
            };
            /** @description Of Qonto, and not followed. */
            "3XX": {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "*/*": unknown;
                };
            };
            /**
             * @description `invalid_request`: The request is not one that this call takes. Correct the field that is named in `detail`.
             *
             *     `invalid_key`: The API key is missing, unknown, expired or revoked. Send another key, or have its owner make a new one.
             *
             *     `not_permitted`: The API key may not do this. Use a key with the permission, from an address that it allows.
             *
             *     `too_many_requests`: Too many requests. Try again after `retry_after` seconds.
             *
             *     `not_found`: There is no such thing, or the API key may not see it. Compare the address with the list of connections of this key.
             *
             *     `too_large`: The body is longer than any that this call takes. Send less.
             *
             *     `paused`: The connection is paused. Its owner resumes it on the page of `action_url`, or a key that may do so.
             *
             *     `disconnected`: The connection was ended. Stop asking. Its owner can connect again on the page of `action_url`.
             *
             *     `reconnect`: Somebody must authorise the connection again. Its owner does so on the page of `action_url`.
             */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "invalid_request" | "invalid_key" | "not_permitted" | "too_many_requests" | "not_found" | "too_large" | "paused" | "disconnected" | "reconnect";
                    };
                    "*/*": unknown;
                };
            };
            /**
             * @description `failed`: Something failed here, through no fault of the request. Give an administrator the `request_id`: the log has it too.
             *
             *     `unavailable`: The database of the dashboard is away. Try again after `retry_after` seconds.
             *
             *     `setup_problem`: An administrator of the dashboard must act. Tell an administrator. The page of `action_url` says what is wrong.
             *
             *     `later`: Qonto cannot be asked at the moment. Try again after `retry_after` seconds. Nobody has to do anything.
             *
             *     `locked`: The stored tokens cannot be opened. Tell an administrator: the encryption key is missing or another one.
             */
            "5XX": {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code?: "failed" | "unavailable" | "setup_problem" | "later" | "locked";
                    };
                    "*/*": unknown;
                };
            };
        };
    };
}
