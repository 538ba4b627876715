/* Written by `make ui-api` from `portret openapi`. */
export interface paths {
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Can it accept events? */
        get: operations["healthz_healthz_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Is everything behind it running and keeping up? */
        get: operations["readyz_readyz_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Figures for Prometheus */
        get: operations["metrics_metrics_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make the first owner, and sign them in */
        post: operations["set_up_api_setup_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is signed in, and what they may do */
        get: operations["show_api_session_get"];
        put?: never;
        /** Sign in */
        post: operations["open__api_session_post"];
        /** Sign out */
        delete: operations["close_api_session_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change one's name, language or theme */
        patch: operations["change_api_me_patch"];
        trace?: never;
    };
    "/api/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change one's password; all other sessions end */
        post: operations["change_password_api_me_password_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where one is signed in */
        get: operations["index_api_sessions_get"];
        put?: never;
        post?: never;
        /** Sign out everywhere */
        delete: operations["close_all_api_sessions_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sessions/{session_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Sign out in one place */
        delete: operations["close_api_sessions__session_id__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who works here, oldest first */
        get: operations["index_api_users_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A user */
        get: operations["show_api_users__user_id__get"];
        put?: never;
        post?: never;
        /** Delete a user; their tokens are revoked */
        delete: operations["delete_api_users__user_id__delete"];
        options?: never;
        head?: never;
        /** Give a user another role, keep them out or let them in */
        patch: operations["change_api_users__user_id__patch"];
        trace?: never;
    };
    "/api/names": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What users and tokens are called, also those that are gone; who is not known is left out */
        get: operations["index_api_names_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/invites": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Invites by which nobody came in yet */
        get: operations["index_api_invites_get"];
        put?: never;
        /** Invite somebody; the link is shown this once */
        post: operations["create_api_invites_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/invites/{invite_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Take an invite back */
        delete: operations["delete_api_invites__invite_id__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/invites/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What an invite is for */
        get: operations["show_api_invites__token__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/invites/{token}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Come in by an invite */
        post: operations["accept_api_invites__token__accept_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One's own tokens; administrators, and tokens of nobody, see all */
        get: operations["index_api_tokens_get"];
        put?: never;
        /** Create a token */
        post: operations["create_api_tokens_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tokens/{token_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke a token, for ever */
        delete: operations["revoke_api_tokens__token_id__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session/single-sign-on": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Go and sign in with the organisation's account */
        get: operations["leave_api_session_single_sign_on_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session/single-sign-on/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Come back from there */
        get: operations["arrive_api_session_single_sign_on_callback_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The roles, and what each may do */
        get: operations["index_api_roles_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who changed what, newest first */
        get: operations["index_api_audit_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask the warehouse; over a limit of rows, time or memory it is refused */
        post: operations["ask_api_query_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/operations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List operations, newest first */
        get: operations["index_api_operations_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/operations/{operation_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show an operation: how far it is, what came out */
        get: operations["show_api_operations__operation_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/operations/{operation_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take back an operation that waits, or stop a heavy one */
        post: operations["cancel_api_operations__operation_id__cancel_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workspace": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show the workspace of the token */
        get: operations["show_api_workspace_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change the workspace */
        patch: operations["change_api_workspace_patch"];
        trace?: never;
    };
    "/api/brands": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the brands */
        get: operations["index_api_brands_get"];
        put?: never;
        /** Create a brand */
        post: operations["create_api_brands_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/brands/{slug}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Rename a brand */
        patch: operations["rename_api_brands__slug__patch"];
        trace?: never;
    };
    "/api/sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the sources, oldest first */
        get: operations["index_api_sources_get"];
        put?: never;
        /** Create a source with its first write key, shown this once */
        post: operations["create_api_sources_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sources/{source_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a source */
        get: operations["show_api_sources__source_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change, disable or enable a source */
        patch: operations["change_api_sources__source_id__patch"];
        trace?: never;
    };
    "/api/sources/{source_id}/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the write keys of a source, oldest first */
        get: operations["index_api_sources__source_id__keys_get"];
        put?: never;
        /** Create one more write key, shown this once */
        post: operations["create_api_sources__source_id__keys_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sources/{source_id}/keys/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Replace the write keys by a new one, shown this once */
        post: operations["rotate_api_sources__source_id__keys_rotate_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sources/{source_id}/keys/{key_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Disable or enable a write key */
        patch: operations["change_api_sources__source_id__keys__key_id__patch"];
        trace?: never;
    };
    "/api/sources/{source_id}/identity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show what a source's users are signed with */
        get: operations["show_api_sources__source_id__identity_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sources/{source_id}/identity/secrets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a new secret, shown this once */
        post: operations["rotate_api_sources__source_id__identity_secrets_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sources/{source_id}/identity/secrets/{key_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Refuse a secret from now on */
        delete: operations["remove_secret_api_sources__source_id__identity_secrets__key_id__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sources/{source_id}/identity/public-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Set the public keys of signed tokens */
        put: operations["set_public_keys_api_sources__source_id__identity_public_keys_put"];
        post?: never;
        /** Refuse tokens signed with a key pair from now on */
        delete: operations["remove_public_keys_api_sources__source_id__identity_public_keys_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sources/{source_id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a source sends at this moment, newest first */
        get: operations["index_api_sources__source_id__events_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/profiles/{ref}/traits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Traits, the declared ones with their source */
        get: operations["traits_api_profiles__ref__traits_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Set traits of a person by hand, or take them away */
        patch: operations["set_traits_api_profiles__ref__traits_patch"];
        trace?: never;
    };
    "/api/profiles/{ref}/consents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Set by hand what a person answered when asked for consent */
        patch: operations["set_consents_api_profiles__ref__consents_patch"];
        trace?: never;
    };
    "/api/quarantine-reasons": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Why events are set aside, by source, the most frequent first */
        get: operations["reasons_api_quarantine_reasons_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/quarantine/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send quarantined events once more, mended if they were */
        post: operations["replay_api_quarantine_replay_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/quarantine/discard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let quarantined events go */
        post: operations["discard_api_quarantine_discard_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/quarantine/reopen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take discarded events back */
        post: operations["reopen_api_quarantine_reopen_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/quarantine": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List quarantined events, newest first */
        get: operations["index_api_quarantine_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/quarantine/{quarantine_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a quarantined event */
        get: operations["show_api_quarantine__quarantine_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/quarantine/{quarantine_id}/fixed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Keep a mended event beside the original */
        put: operations["fix_api_quarantine__quarantine_id__fixed_put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/quarantine/{quarantine_id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a quarantined event once more, mended if it was */
        post: operations["replay_api_quarantine__quarantine_id__replay_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/quarantine/{quarantine_id}/discard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let a quarantined event go */
        post: operations["discard_api_quarantine__quarantine_id__discard_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/quarantine/{quarantine_id}/reopen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a discarded event back */
        post: operations["reopen_api_quarantine__quarantine_id__reopen_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List imports, newest first */
        get: operations["index_api_imports_get"];
        put?: never;
        /** Bring a file, which is not imported yet */
        post: operations["bring_api_imports_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imports/{import_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show an import */
        get: operations["show_api_imports__import_id__get"];
        put?: never;
        post?: never;
        /** Forget an import with its file; events that came of it stay */
        delete: operations["remove_api_imports__import_id__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imports/{import_id}/columns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a file holds, and a mapping that fits it */
        get: operations["columns_api_imports__import_id__columns_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imports/{import_id}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What the first rows of a file would become */
        post: operations["preview_api_imports__import_id__preview_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imports/{import_id}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin an import, or go on with one that failed */
        post: operations["start_api_imports__import_id__start_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imports/{import_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop an import; what it took in already stays */
        post: operations["cancel_api_imports__import_id__cancel_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/identity/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Why two are one person, or why not */
        get: operations["explanation_api_identity_explain_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/profiles/{ref}/merges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The merges that made a profile what it is, latest first */
        get: operations["merges_api_profiles__ref__merges_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/profiles/{ref}/drops": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Identifiers that a rule keeps from a profile, latest first */
        get: operations["drops_api_profiles__ref__drops_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/identity/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The rules in force */
        get: operations["show_api_identity_rules_get"];
        /** Put other rules in force, for events from now on */
        put: operations["save_api_identity_rules_put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/identity/rules/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All rules that were ever in force, newest first */
        get: operations["versions_api_identity_rules_versions_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/identity/rules/versions/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The rules of one version */
        get: operations["one_version_api_identity_rules_versions__version__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/identity/drops": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Identifiers that a rule keeps from a profile, latest first */
        get: operations["drops_api_identity_drops_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/identity/merges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Profiles that became one, latest first */
        get: operations["merges_api_identity_merges_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/identity/simulations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Try rules on the history: who would join, who would come apart; changes nothing */
        post: operations["simulate_api_identity_simulations_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/matching/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How profiles are matched */
        get: operations["settings_api_matching_settings_get"];
        /** Change how profiles are matched */
        put: operations["save_api_matching_settings_put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/matching/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Look for pairs */
        post: operations["start_api_matching_runs_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/matching/pairs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Pairs that may be one person, the most probable first */
        get: operations["index_api_matching_pairs_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/matching/pairs/{pair_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A pair and the reasons for it */
        get: operations["show_api_matching_pairs__pair_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/matching/decisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Pairs on which was decided, the latest decision first, and what came of it */
        get: operations["index_api_matching_decisions_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/matching/pairs/{pair_id}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** They are one person: merge them */
        post: operations["accept_api_matching_pairs__pair_id__accept_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/matching/pairs/{pair_id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** They are two people: propose them no more */
        post: operations["reject_api_matching_pairs__pair_id__reject_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/matching/pairs/{pair_id}/reopen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a rejection back: the pair waits again */
        post: operations["reopen_api_matching_pairs__pair_id__reopen_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/schemas/trait": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The JSON Schema of a computed trait */
        get: operations["json_schema_api_schemas_trait_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/traits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The traits of the workspace, by key */
        get: operations["index_api_traits_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/traits/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One trait */
        get: operations["show_api_traits__key__get"];
        /** Put a trait in force; the same again changes nothing */
        put: operations["put_api_traits__key__put"];
        post?: never;
        /** Delete a trait that nothing uses; its versions are kept */
        delete: operations["delete_api_traits__key__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/traits/{key}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All versions that a trait ever had, newest first */
        get: operations["versions_api_traits__key__versions_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/traits/{key}/versions/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One version of a trait */
        get: operations["one_version_api_traits__key__versions__version__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/traits/{key}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Keep a trait up to date again */
        post: operations["enable_api_traits__key__enable_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/traits/{key}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let a trait rest: it has no value and no members until enabled again */
        post: operations["disable_api_traits__key__disable_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/schemas/segment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The JSON Schema of a segment */
        get: operations["json_schema_api_schemas_segment_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/schemas/words": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What definitions may name in this workspace */
        get: operations["known_words_api_schemas_words_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The ready-made traits and segments, and which of them were added */
        get: operations["index_api_segments_ready_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/ready/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Add ready-made traits and segments; the same again changes nothing */
        post: operations["take_api_segments_ready__name__post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/ready/rfm/grid": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many people are in each field of RFM */
        get: operations["rfm_grid_api_segments_ready_rfm_grid_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/ready/cross_brand/levels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many people are how active at each brand */
        get: operations["brand_levels_api_segments_ready_cross_brand_levels_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/ready/{name}/migration": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who moved between the segments of something ready-made */
        get: operations["migration_api_segments_ready__name__migration_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/ready/{name}/movers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who was in one segment of something ready-made then, and is in another now */
        get: operations["movers_api_segments_ready__name__movers_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/profiles/{ref}/scores": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The scores of a profile, and what they were a month ago */
        get: operations["show_api_profiles__ref__scores_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Whom a condition would find at this moment; nothing is saved */
        post: operations["preview_api_segments_preview_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/{key}/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Put the people of a CSV file into a static segment, or take them out */
        post: operations["import__api_segments__key__import_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/{key}/ask": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask the query of an SQL segment now, and put its answer in force */
        post: operations["ask_api_segments__key__ask_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/{key}/freeze": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Keep the members that a segment has at this moment, as a static segment */
        post: operations["freeze_api_segments__key__freeze_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/{key}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is in a segment, by profile id */
        get: operations["index_api_segments__key__members_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/{key}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All members of a segment as a file */
        get: operations["export_api_segments__key__export_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/{key}/sizes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How large a segment is and was, hour by hour */
        get: operations["sizes_api_segments__key__sizes_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/{key}/freshness": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far a segment is: last evaluation, lag, due timers, faults */
        get: operations["freshness_api_segments__key__freshness_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segment-overlap": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What segments have in common, each with each */
        get: operations["overlap_api_segment_overlap_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/profiles/{ref}/segments/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Entries into segments and exits, newest first */
        get: operations["history_api_profiles__ref__segments_history_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/profiles/{ref}/segments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The segments that a profile is in */
        get: operations["memberships_api_profiles__ref__segments_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segment-sizes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How large all segments are, and were */
        get: operations["overview_api_segment_sizes_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/{key}/turnover": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who entered and left a segment in the last three months, and why, newest first */
        get: operations["turnover_api_segments__key__turnover_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/trait-progress": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far all computed traits are */
        get: operations["progress_api_trait_progress_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/seen/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which events people caused in the last year */
        get: operations["events_api_seen_events_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/seen/fields": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What events carry, by a sample of them */
        get: operations["fields_api_seen_fields_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/seen/values": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The most frequent values of a field of events, by a sample of them */
        get: operations["values_api_seen_values_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/seen/traits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What people told of themselves, by a sample of them */
        get: operations["told_api_seen_traits_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/seen/trait-values": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The most frequent values of a trait over people */
        get: operations["values_api_seen_trait_values_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/seen/distribution": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How a trait is spread over people */
        get: operations["spread_api_seen_distribution_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/definitions/apply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Put many definitions in force at once, or say what that would change */
        post: operations["apply_api_definitions_apply_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The segments of the workspace, by key */
        get: operations["index_api_segments_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One segment */
        get: operations["show_api_segments__key__get"];
        /** Put a segment in force; the same again changes nothing */
        put: operations["put_api_segments__key__put"];
        post?: never;
        /** Delete a segment that nothing uses; its versions are kept */
        delete: operations["delete_api_segments__key__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/{key}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All versions that a segment ever had, newest first */
        get: operations["versions_api_segments__key__versions_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/{key}/versions/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One version of a segment */
        get: operations["one_version_api_segments__key__versions__version__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/{key}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Keep a segment up to date again */
        post: operations["enable_api_segments__key__enable_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/{key}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let a segment rest: it has no value and no members until enabled again */
        post: operations["disable_api_segments__key__disable_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/profiles/{ref}/merge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Merge with another profile */
        post: operations["merge_api_profiles__ref__merge_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/profiles/{ref}/split": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Undo a merge, or cut identifiers off; or see what that would give */
        post: operations["split_api_profiles__ref__split_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/profiles/{ref}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A profile */
        get: operations["show_api_profiles__ref__get"];
        put?: never;
        post?: never;
        /** Erase a person, or one side of a merge */
        delete: operations["erase_api_profiles__ref__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/profiles/{ref}/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Notes and tasks about a person */
        get: operations["index_api_profiles__ref__notes_get"];
        put?: never;
        /** Write a note or a task about a person */
        post: operations["write_api_profiles__ref__notes_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/profiles/{ref}/notes/{note_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change a note or a task: its text, pinned, done, taken away or brought back */
        patch: operations["edit_api_profiles__ref__notes__note_id__patch"];
        trace?: never;
    };
    "/api/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Open tasks of all people, those due first */
        get: operations["index_api_tasks_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List accounts, or find them by the beginning of id or name */
        get: operations["index_api_accounts_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/accounts/{account_id}/profiles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The people of an account */
        get: operations["people_api_accounts__account_id__profiles_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/accounts/{account_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An account, its traits with their source */
        get: operations["show_api_accounts__account_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/profiles/{ref}/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The accounts of a profile */
        get: operations["of_profile_api_profiles__ref__accounts_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/profiles/{ref}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All that is known of a person, as one document */
        get: operations["export_api_profiles__ref__export_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/profiles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Find profiles, or list the latest */
        get: operations["index_api_profiles_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/profiles/{ref}/traits/{key}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The values a declared trait has had */
        get: operations["trait_history_api_profiles__ref__traits__key__history_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/profiles/{ref}/identifiers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Identifiers and where they were first claimed */
        get: operations["identifiers_api_profiles__ref__identifiers_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/profiles/{ref}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Events, newest first */
        get: operations["events_api_profiles__ref__timeline_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/data-quality": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is odd in the data, by source and flag */
        get: operations["show_api_data_quality_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/data-quality/{flag}/examples": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Events that carry a flag, and the values that gave it, newest first */
        get: operations["examples_api_data_quality__flag__examples_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/source-volumes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How much each source sends, and when it sent last */
        get: operations["index_api_source_volumes_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pulse": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happens now */
        get: operations["pulse_api_pulse_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/growth": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many people there are, day by day */
        get: operations["grown_api_growth_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * Acceptance
         * @description Who comes in by an invite.
         */
        Acceptance: {
            /** Name */
            name: string;
            /**
             * Password
             * Format: password
             */
            password: string;
        };
        /**
         * AccountPage
         * @description Some accounts, and the cursor of the next ones if there are more.
         */
        AccountPage: {
            /** Items */
            items: components["schemas"]["AccountSummary"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * AccountSummary
         * @description An account as lists show it.
         */
        AccountSummary: {
            /** Id */
            id: string;
            /** Name */
            name: string | null;
            /**
             * First Seen At
             * Format: date-time
             */
            first_seen_at: string;
            /**
             * Last Seen At
             * Format: date-time
             */
            last_seen_at: string;
        };
        /**
         * AccountView
         * @description An account: its traits with their provenance, folded from group calls.
         */
        AccountView: {
            /** Id */
            id: string;
            /** Name */
            name: string | null;
            /**
             * First Seen At
             * Format: date-time
             */
            first_seen_at: string;
            /**
             * Last Seen At
             * Format: date-time
             */
            last_seen_at: string;
            /**
             * Version
             * @description The log position up to which it is folded.
             */
            version: number;
            /**
             * Events
             * @description How many events named it.
             */
            events: number;
            /** Traits */
            traits: {
                [key: string]: components["schemas"]["Declared"];
            };
        };
        /**
         * Answered
         * @description What a query answered, and whether that is in force.
         */
        Answered: {
            /**
             * Found
             * @description How many profiles it names.
             */
            found: number;
            /**
             * Unknown
             * @description How many ids of nobody it names.
             */
            unknown: number;
            /**
             * In Force
             * @description Otherwise it will be in a moment: see lists_waiting of the freshness.
             */
            in_force: boolean;
            /**
             * Size
             * @description Of the segment, at the time of this answer.
             */
            size: number;
        };
        /**
         * Applied
         * @description What was done, or would be done, in this order: each definition comes after those that it reads.
         */
        Applied: {
            /** Applied */
            applied: boolean;
            /** Steps */
            steps: components["schemas"]["portret__segment__api_models__StepView"][];
        };
        /**
         * ArrivalPage
         * @description What arrived, newest first.
         */
        ArrivalPage: {
            /** Items */
            items: components["schemas"]["ArrivalView"][];
            /**
             * Upto
             * @description Give it as `after` with the next look.
             */
            upto: number;
            /**
             * Skipped
             * @description How many events of all sources came since `after` and were passed over unread.
             */
            skipped: number;
        };
        /**
         * ArrivalView
         * @description An event as it arrived; `event` is its JSON, `text` its beginning where it is none, or long.
         */
        ArrivalView: {
            /** Position */
            position: number;
            /**
             * Received At
             * Format: date-time
             */
            received_at: string;
            /** Type */
            type: string;
            /** Name */
            name: string;
            /** User Id */
            user_id: string;
            /** Anonymous Id */
            anonymous_id: string;
            /** Message Id */
            message_id: string;
            /** Bytes */
            bytes: number;
            /**
             * Library
             * @description The SDK and its version, as the event says.
             */
            library: string;
            /**
             * Origin
             * @description The site it came from, where a browser sent it.
             */
            origin: string;
            /** User Agent */
            user_agent: string;
            /**
             * Code
             * @description Why it is set aside; empty if it can be used.
             */
            code: string;
            /** Detail */
            detail: string;
            words: components["schemas"]["Wording"] | null;
            /** Event */
            event: unknown | null;
            /** Text */
            text: string | null;
        };
        /**
         * AskedRowsPreview
         * @description A mapping to be tried; null for rows that are events already.
         */
        AskedRowsPreview: {
            /** Delimiter */
            delimiter?: ("," | ";" | "\t" | "|" | "") | null;
            /** Encoding */
            encoding?: ("utf-8" | "utf-16" | "cp1250" | "cp1251" | "cp1252" | "iso-8859-2" | "koi8-r") | null;
            mapping?: components["schemas"]["MappingDocument"] | null;
            /**
             * Source Id
             * @description Whose phone region counts.
             * @default
             */
            source_id: string;
        };
        /**
         * Asking
         * @description Whether the answer is to be taken, however many it names.
         */
        Asking: {
            /**
             * Confirm
             * @description The segment's key, to have far more or far fewer members by this.
             * @default
             */
            confirm: string;
        };
        /**
         * BecomesView
         * @description What a row becomes: an event of somebody, or why it is none.
         */
        BecomesView: {
            /** Row */
            row: number;
            /**
             * Last Row
             * @description Of rows that are one event.
             */
            last_row: number;
            /** Name */
            name: string;
            /** Timestamp */
            timestamp: string | null;
            /** Identifiers */
            identifiers: components["schemas"]["RowIdentifier"][];
            /** Traits */
            traits: {
                [key: string]: unknown;
            };
            /** Properties */
            properties: {
                [key: string]: unknown;
            };
            /**
             * Code
             * @description Why it cannot be used; empty if it can.
             */
            code: string;
            /** Detail */
            detail: string;
            words: components["schemas"]["Wording"] | null;
            /**
             * Event
             * @description As it is sent.
             */
            event: {
                [key: string]: unknown;
            } | null;
        };
        /**
         * BinView
         * @description How many people have a value from `first` to `last`, both included; instants and durations in milliseconds.
         */
        BinView: {
            /** First */
            first: number;
            /** Last */
            last: number;
            /** People */
            people: number;
        };
        /**
         * BrandChange
         * @description What a brand shall be called.
         */
        BrandChange: {
            /** Name */
            name: string;
        };
        /**
         * BrandLevel
         * @description How many people are how active at a brand; whoever is neither sleeps there.
         */
        BrandLevel: {
            /** Brand */
            brand: string;
            /** Very Active */
            very_active: number;
            /** Low */
            low: number;
        };
        /**
         * BrandLevels
         * @description How many people are how active at each brand.
         */
        BrandLevels: {
            /**
             * Very Active From
             * @description From which score on somebody is very active.
             */
            very_active_from: number;
            /** Brands */
            brands: components["schemas"]["BrandLevel"][];
        };
        /**
         * BrandPage
         * @description Some brands, and the cursor of the next ones if there are more.
         */
        BrandPage: {
            /** Items */
            items: components["schemas"]["BrandView"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * BrandView
         * @description A brand; sources name it by its slug.
         */
        BrandView: {
            /** Id */
            id: string;
            /** Slug */
            slug: string;
            /** Name */
            name: string;
        };
        /**
         * Bundle
         * @description Many definitions, each a document as `/api/schemas` describes it. All are put in force, or none.
         */
        Bundle: {
            /**
             * Traits
             * @default []
             */
            traits: {
                [key: string]: unknown;
            }[];
            /**
             * Segments
             * @default []
             */
            segments: {
                [key: string]: unknown;
            }[];
            /**
             * Prune
             * @description Delete the traits and segments that are not among them.
             * @default false
             */
            prune: boolean;
            /**
             * Dry Run
             * @description Check, and say what would change, but change nothing.
             * @default false
             */
            dry_run: boolean;
            /**
             * Reason
             * @description Why; it is shown beside the versions for ever.
             * @default
             */
            reason: string;
            /**
             * Confirm
             * @description The keys of segments whose size may change much by this.
             * @default []
             */
            confirm: string[];
        };
        /**
         * Carried
         * @description How many events of a source say an identifier or a field of a person.
         */
        Carried: {
            /** Field */
            field: string;
            /** Events */
            events: number;
            /** Share */
            share: number;
        };
        /**
         * CauseView
         * @description Why somebody entered or left a segment.
         */
        CauseView: {
            /**
             * Kind
             * @description An event of theirs, a moment that came, a changed definition, a merge or split, a list, a query.
             * @enum {string}
             */
            kind: "event" | "timer" | "definition" | "identity" | "import" | "query";
            /**
             * Reference
             * @description What names it: the message id of the event, for instance. May be empty.
             */
            reference: string;
        };
        /**
         * Change
         * @description An entry into a segment or an exit from one.
         */
        Change: {
            /** Entered */
            entered: boolean;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * Properties
             * @description Of the event: segment, version and cause.
             */
            properties: {
                [key: string]: unknown;
            };
        };
        /**
         * ChangePage
         * @description Some entries and exits, newest first, and the cursor of the next ones if there are more.
         */
        ChangePage: {
            /** Items */
            items: components["schemas"]["Change"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * CheckView
         * @description One question and its answer.
         */
        CheckView: {
            /** Name */
            name: string;
            /** Ok */
            ok: boolean;
            /** Detail */
            detail: string;
        };
        /**
         * ChoiceView
         * @description How something was added to this workspace.
         */
        ChoiceView: {
            /**
             * Language
             * @enum {string}
             */
            language: "en" | "ru" | "pl";
            /** Parameters */
            parameters: {
                [key: string]: unknown;
            };
            /**
             * Measured
             * @description What was measured, as plain numbers and durations.
             */
            measured: {
                [key: string]: unknown;
            };
            /** Measured At */
            measured_at: string | null;
            /**
             * Every
             * @description How often it is measured anew; empty for only when asked to.
             */
            every: string;
            /**
             * Fault
             * @description Why the last scheduled measurement was not put in force; empty if it was.
             */
            fault: string;
            fault_words: components["schemas"]["Wording"] | null;
            /** Version */
            version: number;
            /** Author */
            author: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
        };
        /**
         * CleanedValue
         * @description A value in normal form beside the one that was told, and what is odd about it.
         */
        CleanedValue: {
            /**
             * Value
             * @description Null if the raw value is invalid or a placeholder.
             */
            value: string | null;
            /** Raw */
            raw: unknown;
            /** Flags */
            flags: string[];
            /**
             * Why
             * @description What is wrong, or what was meant, in a few words.
             */
            why: string;
            /**
             * Trait
             * @description The trait it was found under.
             */
            trait: string;
        };
        /**
         * ColumnPart
         * @description A column's value, converted.
         */
        ColumnPart: {
            /** Column */
            column: string;
            /** Type */
            type?: ("text" | "number" | "integer" | "boolean" | "datetime" | "json") | null;
            /**
             * Format
             * @description Of a datetime, as strptime reads it.
             */
            format?: string | null;
            /**
             * Decimal
             * @default .
             * @enum {string}
             */
            decimal: "." | ",";
            /** Default */
            default?: boolean | number | string | null;
        };
        /**
         * ComputedTrait
         * @description A trait that is computed by definition: instants are RFC 3339, durations ISO 8601, null is missing.
         */
        ComputedTrait: {
            /**
             * Name
             * @description What people read; empty if it has no name.
             */
            name: string;
            /**
             * Dimension
             * @description What its values are told apart by, such as brand.
             */
            dimension: string | null;
            /**
             * Type
             * @enum {string}
             */
            type: "number" | "text" | "boolean" | "instant" | "duration" | "list" | "map";
            /**
             * Value
             * @description Of a trait by brand that over all brands; of one by another dimension null.
             */
            value: unknown;
            /**
             * Per
             * @description Its values by its dimension, if it has one.
             */
            per?: {
                [key: string]: unknown;
            } | null;
        };
        /**
         * Consented
         * @description What holds of a purpose, and the answer that decides.
         *
         *     An explicit answer is one that the person gave; any other was mentioned in the context of an event.
         */
        Consented: {
            /** Granted */
            granted: boolean;
            /** Explicit */
            explicit: boolean;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Source Id */
            source_id: string;
            /**
             * Author
             * @description Who set it by hand; empty if a source told it.
             */
            author: string;
            /** Verified */
            verified: boolean;
        };
        /**
         * ConsentsByHand
         * @description Which answers to set, of one brand.
         */
        ConsentsByHand: {
            /** Brand */
            brand: string;
            /**
             * Purposes
             * @description Whether they agree, by purpose.
             */
            purposes: {
                [key: string]: boolean;
            };
            /**
             * Reason
             * @description Why; it stands with the event.
             * @default
             */
            reason: string;
        };
        /**
         * ContactView
         * @description The standard fields of a person, cleaned; what nobody told is null.
         */
        ContactView: {
            given_name: components["schemas"]["CleanedValue"] | null;
            family_name: components["schemas"]["CleanedValue"] | null;
            email: components["schemas"]["CleanedValue"] | null;
            /**
             * Email Key
             * @description What addresses of one mailbox have in common.
             */
            email_key: string;
            /** @description E.164. */
            phone: components["schemas"]["CleanedValue"] | null;
            /**
             * Phone Kind
             * @description mobile, fixed, …; empty if no such number is given out.
             */
            phone_kind: string;
            /** @description YYYY-MM-DD, or YYYY, or --MM-DD. */
            birth_date: components["schemas"]["CleanedValue"] | null;
            postcode: components["schemas"]["CleanedValue"] | null;
            /** @description ISO 3166-1 alpha-2. */
            country: components["schemas"]["CleanedValue"] | null;
            city: components["schemas"]["CleanedValue"] | null;
            street: components["schemas"]["CleanedValue"] | null;
        };
        /**
         * CreatedIdentitySecret
         * @description A new secret with its text, shown this once.
         */
        CreatedIdentitySecret: {
            /** Id */
            id: string;
            /** Hint */
            hint: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Expires At */
            expires_at: string | null;
            /** Secret */
            secret: string;
        };
        /**
         * CreatedInvite
         * @description A new invite with its link, shown this once.
         */
        CreatedInvite: {
            /** Id */
            id: string;
            /** Email */
            email: string;
            /**
             * Role
             * @enum {string}
             */
            role: "owner" | "admin" | "marketer" | "analyst" | "support" | "read-only";
            /** Author */
            author: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Expires At */
            expires_at: string | null;
            /** Link */
            link: string;
            /** Token */
            token: string;
        };
        /**
         * CreatedKey
         * @description A new write key with its text, shown this once.
         */
        CreatedKey: {
            /** Id */
            id: string;
            /** Source Id */
            source_id: string;
            /** Hint */
            hint: string;
            /** Enabled */
            enabled: boolean;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Expires At */
            expires_at: string | null;
            /** Write Key */
            write_key: string;
        };
        /**
         * CreatedSource
         * @description A new source with its first write key, shown this once.
         */
        CreatedSource: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /**
             * Kind
             * @description Portret's own events come from its source of kind system.
             */
            kind: ("browser" | "server" | "mobile") | "system";
            /** Brand */
            brand: string;
            /** Enabled */
            enabled: boolean;
            /** Allowed Origins */
            allowed_origins: string[];
            /** Rate Limit Per S */
            rate_limit_per_s: number;
            /** Phone Region */
            phone_region: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
            /** Write Key */
            write_key: string;
        };
        /**
         * CreatedToken
         * @description A new token with its text, shown this once.
         */
        CreatedToken: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /**
             * Role
             * @enum {string}
             */
            role: "owner" | "admin" | "marketer" | "analyst" | "support" | "read-only" | "reader";
            /** User Id */
            user_id: string | null;
            /** Hint */
            hint: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Expires At */
            expires_at: string | null;
            /** Revoked At */
            revoked_at: string | null;
            /** Token */
            token: string;
        };
        /**
         * DataQuality
         * @description The data that was accepted in a window, source by source.
         */
        DataQuality: {
            /**
             * Since
             * Format: date-time
             */
            since: string;
            /**
             * Until
             * Format: date-time
             */
            until: string;
            /** Sources */
            sources: components["schemas"]["SourceQuality"][];
            profiles: components["schemas"]["ProfileCoverage"];
        };
        /**
         * DecisionPage
         * @description Some decisions, the latest first, and the cursor of the next ones if there are more.
         */
        DecisionPage: {
            /** Items */
            items: components["schemas"]["DecisionView"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * DecisionView
         * @description A pair on which was decided, and what came of it.
         */
        DecisionView: {
            pair: components["schemas"]["PairView"];
            /**
             * Verdict
             * @enum {string}
             */
            verdict: "accepted" | "rejected";
            /**
             * Outcome
             * @description `working`: the merge is queued; `merged`: they are one profile; `undone`: they were, and are no longer; `refused` or `cancelled`: they were not merged; `apart`: they stay two.
             * @enum {string}
             */
            outcome: "working" | "merged" | "undone" | "refused" | "cancelled" | "apart";
            /**
             * Profile Now
             * @description The id under which the first profile lives now.
             */
            profile_now: string;
            /**
             * Other Now
             * @description The same of the other one: equal, if they are one profile.
             */
            other_now: string;
            /**
             * Merged Id
             * @description The profile to name in `undo` of a split; empty if there is none.
             */
            merged_id: string;
            /** @description The merge, while it goes on or if it was refused. */
            operation: components["schemas"]["OperationView"] | null;
        };
        /**
         * Declared
         * @description A declared value: since when, from which source, whether it came from identify or was only mentioned.
         */
        Declared: {
            /** Value */
            value: unknown;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Source Id */
            source_id: string;
            /**
             * Author
             * @description Who set it by hand; empty if a source told it.
             */
            author: string;
            /** Verified */
            verified: boolean;
            /** Identified */
            identified: boolean;
        };
        /**
         * DefinitionChange
         * @description A definition to put in force.
         */
        DefinitionChange: {
            /**
             * Definition
             * @description The document; `/api/schemas` has its JSON Schema.
             */
            definition: {
                [key: string]: unknown;
            };
            /**
             * Reason
             * @description Why; it is shown beside the version for ever.
             * @default
             */
            reason: string;
            /**
             * Confirm
             * @description The key of a segment whose size may change much by this; its own if it is to rest though read.
             * @default
             */
            confirm: string;
        };
        /**
         * DefinitionPage
         * @description Some definitions, by key, and the cursor of the next ones if there are more.
         */
        DefinitionPage: {
            /** Items */
            items: components["schemas"]["DefinitionView"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * DefinitionView
         * @description A version of a definition.
         */
        DefinitionView: {
            /**
             * Id
             * @description Stays the same through all versions until it is deleted.
             */
            id: string;
            /** Key */
            key: string;
            /** Version */
            version: number;
            /** Definition */
            definition: {
                [key: string]: unknown;
            };
            /**
             * Used By
             * @description What reads it now, as trait:KEY and segment:KEY.
             */
            used_by: string[];
            /**
             * Author
             * @description Who saved it: the id of an API token.
             */
            author: string;
            /** Reason */
            reason: string;
            /**
             * Created At
             * Format: date-time
             * @description When this version was saved.
             */
            created_at: string;
            /**
             * Deleted
             * @description Whether this version says that there is none any more.
             */
            deleted: boolean;
        };
        /**
         * DistributionView
         * @description How a trait is spread over people.
         */
        DistributionView: {
            /** Type */
            type: ("number" | "text" | "boolean" | "instant" | "duration" | "list" | "map") | "any";
            /** People */
            people: number;
            /**
             * Having
             * @description How many of them have a value.
             */
            having: number;
            /**
             * Values
             * @description Of texts and lists, the most frequent ones.
             */
            values: components["schemas"]["ValueView"][];
            /**
             * Bins
             * @description Of numbers, instants and durations.
             */
            bins: components["schemas"]["BinView"][];
            /**
             * Quartiles
             * @description A quarter, half, three quarters lie below; or none.
             */
            quartiles: number[];
            /**
             * One In
             * @description Of how many people one was looked at; numbers are estimates if it is not 1.
             */
            one_in: number;
        };
        /**
         * DropPage
         * @description Some of what was dropped, latest first, and the cursor of the next ones if there are more.
         */
        DropPage: {
            /** Items */
            items: components["schemas"]["DropView"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * DropView
         * @description An identifier that a rule keeps from a profile.
         */
        DropView: {
            /**
             * Profile Id
             * @description Who does not hold it.
             */
            profile_id: string;
            /** Namespace */
            namespace: string;
            /** Value */
            value: string;
            /**
             * Rule
             * @description limit of NAMESPACE, unverified claim, do not merge, shared device, or verified elsewhere.
             */
            rule: string;
            /**
             * Holder Id
             * @description Who held it when it was last claimed.
             */
            holder_id: string | null;
            /** Source Id */
            source_id: string;
            /**
             * Events
             * @description How many events claimed it.
             */
            events: number;
            /** First Message Id */
            first_message_id: string;
            /**
             * First At
             * Format: date-time
             */
            first_at: string;
            /** Last Message Id */
            last_message_id: string;
            /**
             * Last At
             * Format: date-time
             */
            last_at: string;
            /** Rules Version */
            rules_version: number;
        };
        /**
         * EntryPage
         * @description Some entries, newest first, and the cursor of the next ones if there are more.
         */
        EntryPage: {
            /** Items */
            items: components["schemas"]["EntryView"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * EntryView
         * @description Somebody changed something; `before` and `after` are empty where they are not known cheaply.
         */
        EntryView: {
            /** Id */
            id: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * Actor Kind
             * @enum {string}
             */
            actor_kind: "user" | "token" | "command";
            /** Actor Id */
            actor_id: string;
            /** Actor Name */
            actor_name: string;
            /**
             * Role
             * @enum {string}
             */
            role: "owner" | "admin" | "marketer" | "analyst" | "support" | "read-only" | "reader";
            /** Session Id */
            session_id: string;
            /** Address */
            address: string;
            /** Action */
            action: string;
            /** Object */
            object: string;
            /** Before */
            before: {
                [key: string]: unknown;
            };
            /** After */
            after: {
                [key: string]: unknown;
            };
        };
        /**
         * EventList
         * @description Names of events, the most frequent first.
         */
        EventList: {
            /** Items */
            items: components["schemas"]["EventView"][];
        };
        /**
         * EventView
         * @description The name of an event that people caused.
         */
        EventView: {
            /** Name */
            name: string;
            /** Type */
            type: string;
            /**
             * Events
             * @description How often in the last year.
             */
            events: number;
            /**
             * Last At
             * Format: date-time
             */
            last_at: string;
            /**
             * Has Lines
             * @description Whether its product lines can be counted.
             */
            has_lines: boolean;
        };
        /**
         * Example
         * @description An event that carries a flag, and the value that gave it.
         */
        Example: {
            /**
             * Key
             * @description The trait, or the field of the event; empty if the event does not say.
             */
            key: string;
            /** Value */
            value: unknown;
            /** Source Id */
            source_id: string;
            /** Message Id */
            message_id: string;
            /** Profile Id */
            profile_id: string;
            /** Type */
            type: string;
            /** Name */
            name: string;
            /**
             * Timestamp
             * Format: date-time
             */
            timestamp: string;
            /**
             * Received At
             * Format: date-time
             */
            received_at: string;
        };
        /**
         * ExamplePage
         * @description Some examples, newest first, and the cursor of the older ones if there are any.
         */
        ExamplePage: {
            /** Items */
            items: components["schemas"]["Example"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * ExplanationView
         * @description Whether two are one person: the shortest path between them, or what stands between them.
         */
        ExplanationView: {
            /** Joined */
            joined: boolean;
            a: components["schemas"]["SideView"];
            b: components["schemas"]["SideView"];
            /** Steps */
            steps: components["schemas"]["portret__unify__evidence__api_models__StepView"][];
            /**
             * Obstacles
             * @description None if nothing ever linked the two.
             */
            obstacles: components["schemas"]["ObstacleView"][];
        };
        /**
         * Export
         * @description All that is known of a person, to give to them: the profile, what was told before, notes, and events.
         */
        Export: {
            /**
             * Exported At
             * Format: date-time
             */
            exported_at: string;
            profile: components["schemas"]["ProfileView"];
            /**
             * Trait History
             * @description Of each declared trait, the present value first.
             */
            trait_history: {
                [key: string]: components["schemas"]["Declared"][];
            };
            /**
             * Notes
             * @description What colleagues wrote about them.
             */
            notes: components["schemas"]["NoteView"][];
            /**
             * Events
             * @description Newest first, at most 5,000.
             */
            events: components["schemas"]["TimelineEvent"][];
            /**
             * Next Cursor
             * @description Where …/timeline goes on, if there are more events.
             */
            next_cursor: string | null;
        };
        /**
         * FieldList
         * @description Fields, the most frequent first.
         */
        FieldList: {
            /** Items */
            items: components["schemas"]["portret__segment__seen__api_models__FieldView"][];
        };
        /**
         * FileColumn
         * @description A column as the first rows show it.
         */
        FileColumn: {
            /** Name */
            name: string;
            /**
             * Holds
             * @enum {string}
             */
            holds: "empty" | "number" | "boolean" | "datetime" | "email" | "phone" | "json" | "text";
            /**
             * Filled
             * @description The share of rows that have a value, 0 to 1.
             */
            filled: number;
            /** Samples */
            samples: string[];
        };
        /**
         * FileLook
         * @description What a file holds, how it is read, and a mapping that fits it.
         */
        FileLook: {
            /**
             * Format
             * @enum {string}
             */
            format: "csv" | "tsv" | "ndjson" | "json" | "parquet";
            /** Delimiter */
            delimiter: string;
            /** Encoding */
            encoding: string;
            /** Columns */
            columns: components["schemas"]["FileColumn"][];
            /**
             * About
             * @enum {string}
             */
            about: "people" | "orders" | "events" | "ready";
            mapping: components["schemas"]["MappingDocument"] | null;
        };
        /**
         * FixedEvent
         * @description A mended event, whole.
         */
        FixedEvent: {
            /** Event */
            event: {
                [key: string]: unknown;
            };
        };
        /**
         * Flag
         * @description A remark on events of one source.
         */
        Flag: {
            /** Flag */
            flag: string;
            /** Events */
            events: number;
            /**
             * Field
             * @description What it is said of, such as `phone`; empty if of the event as a whole.
             */
            field: string;
            /**
             * Share
             * @description Of the events that say the field; of all events if it is of none.
             */
            share: number;
            /** Share Of Events */
            share_of_events: number;
            /**
             * First Seen At
             * Format: date-time
             */
            first_seen_at: string;
            /**
             * Last Seen At
             * Format: date-time
             */
            last_seen_at: string;
            /** Days */
            days: components["schemas"]["FlagDay"][];
            /**
             * Examples
             * @description Up to five different values, newest first.
             */
            examples: components["schemas"]["Example"][];
        };
        /**
         * FlagDay
         * @description How many events carried a flag on a day in the workspace's time zone.
         */
        FlagDay: {
            /**
             * Day
             * Format: date
             */
            day: string;
            /** Events */
            events: number;
        };
        /**
         * Freezing
         * @description What to call the copy.
         */
        Freezing: {
            /**
             * Key
             * @description Of the new segment.
             */
            key: string;
            /**
             * Name
             * @default
             */
            name: string;
            /**
             * Description
             * @default
             */
            description: string;
            /**
             * Reason
             * @default
             */
            reason: string;
        };
        /**
         * FreshnessView
         * @description How far a segment is.
         */
        FreshnessView: {
            /** Key */
            key: string;
            /**
             * Status
             * @description Not taken up yet; history is read for it; everybody is judged once; up to date; being emptied.
             * @enum {string}
             */
            status: "waiting" | "filling" | "sweeping" | "live" | "leaving" | "disabled";
            /**
             * Version
             * @description Of the definition that memberships follow; 0 if none yet.
             */
            version: number;
            /**
             * Wanted Version
             * @description Of the definition that is to be followed.
             */
            wanted_version: number;
            /** Size */
            size: number;
            /**
             * Progress
             * @description Share of all profiles judged by this definition, 0 to 1.
             */
            progress: number;
            /**
             * Evaluated At
             * @description When somebody was last judged, to some seconds.
             */
            evaluated_at: string | null;
            /**
             * Changed At
             * @description When somebody last entered or left.
             */
            changed_at: string | null;
            /**
             * Lag Seconds
             * @description How far the worker is behind the events that were accepted.
             */
            lag_seconds: number;
            /**
             * Due Timers
             * @description For how many people of the workspace a moment has come that is not seen to.
             */
            due_timers: number;
            /**
             * Lists Waiting
             * @description Imports and answers of the query that are not in force yet.
             */
            lists_waiting: number;
            /**
             * Fault
             * @description Why the definition cannot be evaluated; empty if it can.
             */
            fault: string;
            fault_words: components["schemas"]["Wording"] | null;
            query: components["schemas"]["QueryView"] | null;
        };
        /**
         * Frozen
         * @description A copy of a segment as it was at one moment.
         */
        Frozen: {
            /** Segment Id */
            segment_id: string;
            /** Key */
            key: string;
            /** Members */
            members: number;
            /**
             * In Force
             * @description Otherwise it will be in a moment: see lists_waiting of the freshness.
             */
            in_force: boolean;
        };
        /**
         * GridView
         * @description Everybody who ever ordered, by the steps of RFM; fields in which nobody is are left out.
         */
        GridView: {
            /** Currency */
            currency: string;
            /**
             * Recency
             * @description What parts the steps of recency, 5 to 1.
             */
            recency: string[];
            /**
             * Frequency
             * @description What parts the steps of frequency, 1 to 5.
             */
            frequency: number[];
            /**
             * Monetary
             * @description What parts the steps of monetary value, 1 to 5.
             */
            monetary: number[];
            /** Fields */
            fields: components["schemas"]["portret__segment__ready__api_models__FieldView"][];
        };
        /**
         * GrowthDayView
         * @description A day of the workspace.
         */
        GrowthDayView: {
            /**
             * Day
             * Format: date
             */
            day: string;
            /** Events */
            events: number;
            /**
             * Active
             * @description People who did something.
             */
            active: number;
            /**
             * New
             * @description People who did the first thing that is known of them.
             */
            new: number;
        };
        /**
         * GrowthView
         * @description How many people there are, and the latest days, oldest first.
         */
        GrowthView: {
            /** People */
            people: number;
            /**
             * Known
             * @description Those with another identifier than that of a browser.
             */
            known: number;
            /** Days */
            days: components["schemas"]["GrowthDayView"][];
        };
        /**
         * Health
         * @description Whether all is well, and each check.
         */
        Health: {
            /** Ok */
            ok: boolean;
            /** Checks */
            checks: components["schemas"]["CheckView"][];
        };
        /**
         * Held
         * @description How many profiles hold an identifier of a namespace.
         */
        Held: {
            /** Namespace */
            namespace: string;
            /** Profiles */
            profiles: number;
            /** Share */
            share: number;
        };
        /**
         * Identifier
         * @description One identifier of a profile and where it was first claimed.
         */
        Identifier: {
            /** Namespace */
            namespace: string;
            /** Value */
            value: string;
            /** Verified */
            verified: boolean;
            /** Source Id */
            source_id: string;
            /**
             * Message Id
             * @description The event that first claimed it.
             */
            message_id: string;
            /**
             * Via
             * @description The identifier, as namespace:value, through which it came to the profile; or empty.
             */
            via: string;
            /**
             * First Seen At
             * Format: date-time
             */
            first_seen_at: string;
        };
        /**
         * Identifiers
         * @description The identifiers of a profile.
         */
        Identifiers: {
            /** Id */
            id: string;
            /** Items */
            items: components["schemas"]["Identifier"][];
        };
        /**
         * IdentitySecretView
         * @description A secret; only its last four characters are known after creation.
         */
        IdentitySecretView: {
            /** Id */
            id: string;
            /** Hint */
            hint: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Expires At */
            expires_at: string | null;
        };
        /**
         * IdentityView
         * @description What a source's site signs its users with.
         */
        IdentityView: {
            /** Source Id */
            source_id: string;
            /** Secrets */
            secrets: components["schemas"]["IdentitySecretView"][];
            public_keys: components["schemas"]["PublicKeysView"] | null;
        };
        /**
         * ImportPage
         * @description Some imports, newest first, and the cursor of the next ones if there are more.
         */
        ImportPage: {
            /** Items */
            items: components["schemas"]["ImportView"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * ImportProblem
         * @description Why an import failed.
         */
        ImportProblem: {
            /** Type */
            type: string;
            /** Detail */
            detail: string;
            words: components["schemas"]["Wording"] | null;
        };
        /**
         * ImportStart
         * @description All that an import needs to begin.
         */
        ImportStart: {
            /** Delimiter */
            delimiter?: ("," | ";" | "\t" | "|" | "") | null;
            /** Encoding */
            encoding?: ("utf-8" | "utf-16" | "cp1250" | "cp1251" | "cp1252" | "iso-8859-2" | "koi8-r") | null;
            /**
             * About
             * @enum {string}
             */
            about: "people" | "orders" | "events" | "ready";
            mapping?: components["schemas"]["MappingDocument"] | null;
            /**
             * Source Id
             * @description A source of the kind server.
             * @default
             */
            source_id: string;
            new_source?: components["schemas"]["NewImportSource"] | null;
        };
        /**
         * ImportView
         * @description An import: its file, what was said of it, and how far it is.
         */
        ImportView: {
            /** Id */
            id: string;
            /**
             * Name
             * @description Of the file.
             */
            name: string;
            /** Size Bytes */
            size_bytes: number;
            /**
             * Format
             * @enum {string}
             */
            format: "csv" | "tsv" | "ndjson" | "json" | "parquet";
            /** Delimiter */
            delimiter: string;
            /** Encoding */
            encoding: string;
            /** About */
            about: ("people" | "orders" | "events" | "ready") | null;
            /** Mapping */
            mapping: {
                [key: string]: unknown;
            } | null;
            /** Source Id */
            source_id: string;
            /** Operation Id */
            operation_id: string;
            /**
             * Status
             * @description draft: uploaded, not begun.
             * @enum {string}
             */
            status: "draft" | "queued" | "running" | "done" | "failed" | "cancelled";
            /**
             * Progress
             * @description 0 to 1.
             */
            progress: number;
            /**
             * Is Waiting
             * @description Whether it waits until earlier events are processed.
             */
            is_waiting: boolean;
            problem: components["schemas"]["ImportProblem"] | null;
            /**
             * Rows
             * @description Read up to now.
             */
            rows: number;
            /**
             * Events
             * @description Taken in.
             */
            events: number;
            /**
             * Duplicates
             * @description Events that had been taken in before.
             */
            duplicates: number;
            /**
             * Set Aside
             * @description Events in quarantine.
             */
            set_aside: number;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Started At */
            started_at: string | null;
            /** Finished At */
            finished_at: string | null;
        };
        /**
         * Imported
         * @description What a file held, and whether it is in force.
         */
        Imported: {
            /**
             * Rows
             * @description Without the header.
             */
            rows: number;
            /**
             * Known
             * @description Rows that name somebody.
             */
            known: number;
            /**
             * Unknown
             * @description Rows with an identifier that nobody holds.
             */
            unknown: number;
            /**
             * Invalid
             * @description Rows whose value is empty or cannot be such an identifier.
             */
            invalid: number;
            /**
             * Unknown Lines
             * @description The first 1,000 lines of these; the header is line 1.
             */
            unknown_lines: number[];
            /**
             * Invalid Lines
             * @description As above.
             */
            invalid_lines: number[];
            /**
             * In Force
             * @description Otherwise it will be in a moment: see lists_waiting of the freshness.
             */
            in_force: boolean;
            /**
             * Size
             * @description Of the segment, at the time of this answer.
             */
            size: number;
        };
        /**
         * Invitation
         * @description An invite as whom it is for sees it.
         */
        Invitation: {
            /** Workspace Name */
            workspace_name: string;
            /** Email */
            email: string;
            /**
             * Role
             * @enum {string}
             */
            role: "owner" | "admin" | "marketer" | "analyst" | "support" | "read-only";
        };
        /**
         * InvitePage
         * @description Some invites, and the cursor of the next ones if there are more.
         */
        InvitePage: {
            /** Items */
            items: components["schemas"]["InviteView"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * InviteView
         * @description An invite by which nobody came in yet.
         */
        InviteView: {
            /** Id */
            id: string;
            /** Email */
            email: string;
            /**
             * Role
             * @enum {string}
             */
            role: "owner" | "admin" | "marketer" | "analyst" | "support" | "read-only";
            /** Author */
            author: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Expires At */
            expires_at: string | null;
        };
        JsonValue: unknown;
        /**
         * MappingDocument
         * @description Which column becomes which part of an event: as in a mapping file of `portret import`.
         */
        MappingDocument: {
            /**
             * Type
             * @default track
             */
            type: components["schemas"]["ColumnPart"] | boolean | number | string;
            /** Event */
            event?: components["schemas"]["ColumnPart"] | boolean | number | string | null;
            /** Name */
            name?: components["schemas"]["ColumnPart"] | boolean | number | string | null;
            /** Category */
            category?: components["schemas"]["ColumnPart"] | boolean | number | string | null;
            /** User Id */
            user_id?: components["schemas"]["ColumnPart"] | boolean | number | string | null;
            /** Anonymous Id */
            anonymous_id?: components["schemas"]["ColumnPart"] | boolean | number | string | null;
            /** Previous Id */
            previous_id?: components["schemas"]["ColumnPart"] | boolean | number | string | null;
            /** Group Id */
            group_id?: components["schemas"]["ColumnPart"] | boolean | number | string | null;
            /** Timestamp */
            timestamp?: components["schemas"]["ColumnPart"] | boolean | number | string | null;
            /** Message Id */
            message_id?: components["schemas"]["ColumnPart"] | boolean | number | string | null;
            /**
             * Properties
             * @default {}
             */
            properties: {
                [key: string]: components["schemas"]["ColumnPart"] | boolean | number | string;
            };
            /**
             * Traits
             * @default {}
             */
            traits: {
                [key: string]: components["schemas"]["ColumnPart"] | boolean | number | string;
            };
            /**
             * Context
             * @default {}
             */
            context: {
                [key: string]: components["schemas"]["ColumnPart"] | boolean | number | string;
            };
            /**
             * Lines
             * @description Of one product of an order.
             * @default {}
             */
            lines: {
                [key: string]: components["schemas"]["ColumnPart"] | boolean | number | string;
            };
            /**
             * Group By
             * @description Rows alike in this column are one event.
             * @default
             */
            group_by: string;
            /**
             * Rest
             * @default ignore
             * @enum {string}
             */
            rest: "properties" | "traits" | "ignore";
            /**
             * Time Zone
             * @description IANA zone of instants that name none.
             * @default UTC
             */
            time_zone: string;
        };
        /**
         * Me
         * @description Who is signed in.
         */
        Me: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Email */
            email: string;
            /**
             * Locale
             * @enum {string}
             */
            locale: "en" | "ru" | "pl";
            /**
             * Theme
             * @enum {string}
             */
            theme: "system" | "light" | "dark";
        };
        /**
         * MemberPage
         * @description Some members, by profile id, and the cursor of the next ones if there are more.
         */
        MemberPage: {
            /** Items */
            items: components["schemas"]["MemberView"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * MemberView
         * @description Somebody in a segment.
         */
        MemberView: {
            profile: components["schemas"]["ProfileSummary"];
            /**
             * Entered At
             * Format: date-time
             */
            entered_at: string;
            /**
             * Version
             * @description Of the definition by which they entered.
             */
            version: number;
            cause: components["schemas"]["CauseView"];
        };
        /**
         * Membership
         * @description An account of a profile, and when it was first and last named as theirs.
         */
        Membership: {
            /** Id */
            id: string;
            /** Name */
            name: string | null;
            /**
             * First At
             * Format: date-time
             */
            first_at: string;
            /**
             * Last At
             * Format: date-time
             */
            last_at: string;
        };
        /**
         * MembershipView
         * @description A segment that somebody is in.
         */
        MembershipView: {
            /** Segment Id */
            segment_id: string;
            /** Key */
            key: string;
            /** Name */
            name: string;
            /**
             * Entered At
             * Format: date-time
             */
            entered_at: string;
            /**
             * Version
             * @description Of the definition by which they entered.
             */
            version: number;
            cause: components["schemas"]["CauseView"];
        };
        /**
         * MergePage
         * @description Some merges, latest first, and the cursor of the next ones if there are more.
         */
        MergePage: {
            /** Items */
            items: components["schemas"]["MergeView"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * MergeView
         * @description Two profiles that became one.
         */
        MergeView: {
            /** Id */
            id: number;
            /** Winner Id */
            winner_id: string;
            /** Loser Id */
            loser_id: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * Reason
             * @enum {string}
             */
            reason: "event" | "manual" | "matching";
            /**
             * Message Id
             * @description The event, or the operation, that merged them.
             */
            message_id: string;
            /**
             * Identifiers
             * @description What joined them, as namespace:value.
             */
            identifiers: string[];
            /**
             * Loser Identifiers
             * @description What the loser held, as namespace:value.
             */
            loser_identifiers: string[];
            /** Rules Version */
            rules_version: number;
            /**
             * Author
             * @description Who merged them; empty for an event.
             */
            author: string;
            /** Undone At */
            undone_at: string | null;
        };
        /**
         * MergedPair
         * @description Two profiles that became one.
         */
        MergedPair: {
            /** Winner Id */
            winner_id: string;
            /** Loser Id */
            loser_id: string;
        };
        /**
         * Merging
         * @description Whom to merge the profile with.
         */
        Merging: {
            /**
             * Other
             * @description The other profile: an id, or `namespace:value`.
             */
            other: string;
            /**
             * Winner
             * @description Whose id survives; left out: the one with the best identifier, then the older one.
             * @default
             * @enum {string}
             */
            winner: "this" | "other" | "";
            /**
             * Force
             * @description Merge although together they break a limit of the rules.
             * @default false
             */
            force: boolean;
        };
        /**
         * Migration
         * @description Who moved between the segments of something ready-made, and who stayed.
         */
        Migration: {
            /** Name */
            name: string;
            /**
             * Since
             * Format: date-time
             */
            since: string;
            /**
             * Until
             * Format: date-time
             */
            until: string;
            /** Segments */
            segments: string[];
            /** Moves */
            moves: components["schemas"]["Move"][];
        };
        /**
         * MinuteView
         * @description How many events came in the minute that begins at an instant.
         */
        MinuteView: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Events */
            events: number;
        };
        /**
         * Move
         * @description How many people were in one segment then and in another afterwards.
         */
        Move: {
            /**
             * Before
             * @description The segment's key at `since`; null for none of them.
             */
            before: string | null;
            /**
             * After
             * @description The segment's key at `until`; null for none of them.
             */
            after: string | null;
            /** People */
            people: number;
        };
        /**
         * MoverPage
         * @description Some of those who moved, and the cursor of the next ones if there are more.
         */
        MoverPage: {
            /** Items */
            items: components["schemas"]["ProfileSummary"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * NameList
         * @description What users and tokens are called.
         */
        NameList: {
            /** Items */
            items: components["schemas"]["NameView"][];
        };
        /**
         * NameView
         * @description What a user or a token is called.
         */
        NameView: {
            /** Id */
            id: string;
            /** Name */
            name: string;
        };
        /**
         * NamespaceDocument
         * @description The rules of one namespace; what is left out is as by default.
         */
        NamespaceDocument: {
            /**
             * Priority
             * @description 1 wins.
             */
            priority?: number | null;
            /**
             * Limit
             * @description How many values one profile may hold.
             */
            limit?: number | null;
            /**
             * Window
             * @description How long a value counts against the limit.
             */
            window?: ("ever" | "annually" | "monthly" | "weekly") | null;
            /**
             * Unique
             * @description Whether two values prove two different people.
             */
            unique?: boolean | null;
            /**
             * Blocked
             * @description Patterns of junk values.
             */
            blocked?: string[] | null;
            /**
             * Pattern
             * @description What the whole of a valid value looks like.
             */
            pattern?: string | null;
            /**
             * Case
             * @description What becomes of the letters of a value.
             */
            case?: ("keep" | "lower" | "upper") | null;
            /**
             * Trait Keys
             * @description Traits that carry a value.
             */
            trait_keys?: string[] | null;
        };
        /**
         * NewBrand
         * @description A brand to be made.
         */
        NewBrand: {
            /**
             * Slug
             * @description Lower-case letters, digits and hyphens; unique in the workspace.
             */
            slug: string;
            /** Name */
            name: string;
        };
        /**
         * NewImportSource
         * @description A source to be made for an import.
         */
        NewImportSource: {
            /** Name */
            name: string;
            /**
             * Brand
             * @default default
             */
            brand: string;
            /**
             * Phone Region
             * @description ISO 3166 country of local numbers.
             * @default
             */
            phone_region: string;
        };
        /**
         * NewInvite
         * @description Whom to invite.
         */
        NewInvite: {
            /**
             * Email
             * @example jo@example.com
             */
            email: string;
            /**
             * Role
             * @enum {string}
             */
            role: "owner" | "admin" | "marketer" | "analyst" | "support" | "read-only";
        };
        /**
         * NewNote
         * @description A note or a task to write about somebody.
         */
        NewNote: {
            /**
             * Kind
             * @default note
             * @enum {string}
             */
            kind: "note" | "task";
            /** Text */
            text: string;
            /**
             * Pinned
             * @description Keep it above the others.
             * @default false
             */
            pinned: boolean;
            /**
             * Due
             * @description Of a task: until when.
             */
            due?: string | null;
            /**
             * Assignee Id
             * @description Of a task: the user who is to do it.
             * @default
             */
            assignee_id: string;
        };
        /**
         * NewSource
         * @description A source to be made.
         */
        NewSource: {
            /** Name */
            name: string;
            /**
             * Kind
             * @description Who holds the write key. Only a server's identity claims are trusted.
             * @enum {string}
             */
            kind: "browser" | "server" | "mobile";
            /**
             * Brand
             * @default default
             */
            brand: string;
            /**
             * Allowed Origins
             * @description Origins that browsers may send from; empty means any.
             * @default []
             */
            allowed_origins: string[];
            /**
             * Rate Limit Per S
             * @description Requests per write key; 0: unlimited.
             * @default 0
             */
            rate_limit_per_s: number;
            /**
             * Phone Region
             * @description ISO 3166 country of local numbers.
             * @default
             */
            phone_region: string;
        };
        /**
         * NewToken
         * @description What a token to be made is for.
         */
        NewToken: {
            /** Name */
            name: string;
            /**
             * Role
             * @default reader
             * @enum {string}
             */
            role: "admin" | "marketer" | "analyst" | "support" | "read-only" | "reader";
            /** Expires At */
            expires_at?: string | null;
        };
        /**
         * NoteChange
         * @description What is to change; what is left out stays.
         */
        NoteChange: {
            /** Text */
            text?: string | null;
            /** Pinned */
            pinned?: boolean | null;
            /** Due */
            due?: string | null;
            /**
             * Assignee Id
             * @description Empty: nobody in particular.
             */
            assignee_id?: string | null;
            /** Done */
            done?: boolean | null;
            /**
             * Removed
             * @description False brings back what was taken away.
             */
            removed?: boolean | null;
        };
        /**
         * NoteView
         * @description A note or a task.
         */
        NoteView: {
            /** Id */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "note" | "task";
            /** Text */
            text: string;
            /** Author Id */
            author_id: string;
            /**
             * Author
             * @description The name of who wrote it.
             */
            author: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Pinned */
            pinned: boolean;
            /** Due */
            due: string | null;
            /**
             * Assignee Id
             * @description The user who is to do it; empty if nobody in particular is.
             */
            assignee_id: string;
            /**
             * Assignee
             * @description The name of that user as it is now.
             */
            assignee: string;
            /** Done At */
            done_at: string | null;
            /** Done By */
            done_by: string;
            /** Removed */
            removed: boolean;
        };
        /**
         * Notes
         * @description What colleagues wrote about a person: pinned first, then the latest; at most 200 in all.
         */
        Notes: {
            /** Items */
            items: components["schemas"]["NoteView"][];
        };
        /**
         * ObstacleView
         * @description What stands between two profiles.
         */
        ObstacleView: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "drop" | "apart" | "undone-merge";
            /** Profile Id */
            profile_id: string;
            /** Other Id */
            other_id: string | null;
            /**
             * Rule
             * @description Of a drop: which rule kept the identifier out.
             */
            rule: string;
            /**
             * Identifier
             * @description Of a drop: namespace:value.
             */
            identifier: string;
            /**
             * Events
             * @description Of a drop: from how many events.
             */
            events: number;
            /**
             * Message Id
             * @description The event of the latest drop, or of the merge.
             */
            message_id: string;
            /** Reason */
            reason: string;
            /** Author */
            author: string;
            /** Rules Version */
            rules_version: number | null;
            /**
             * First At
             * Format: date-time
             */
            first_at: string;
            /**
             * Last At
             * Format: date-time
             */
            last_at: string;
        };
        /**
         * OpenSession
         * @description A browser in which the user is signed in.
         */
        OpenSession: {
            /** Id */
            id: string;
            /** Current */
            current: boolean;
            /** Address */
            address: string;
            /** Agent */
            agent: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Seen At
             * Format: date-time
             */
            seen_at: string;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
        };
        /**
         * OpenSessions
         * @description The browsers in which the user is signed in, the latest first.
         */
        OpenSessions: {
            /** Items */
            items: components["schemas"]["OpenSession"][];
        };
        /**
         * OperationPage
         * @description Some operations, newest first, and the cursor of the next ones if there are more.
         */
        OperationPage: {
            /** Items */
            items: components["schemas"]["OperationView"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * OperationView
         * @description Long work: what was asked for, how far it is, and what came out.
         */
        OperationView: {
            /** Id */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "profile-merge" | "profile-split" | "profile-erase" | "identity-simulation" | "matching" | "import";
            /**
             * Request
             * @description What was asked for.
             */
            request: {
                [key: string]: unknown;
            };
            /**
             * Status
             * @enum {string}
             */
            status: "queued" | "running" | "done" | "failed" | "cancelled";
            /**
             * Progress
             * @description How much is done, 0 to 1.
             */
            progress: number;
            /**
             * Note
             * @description What it does at this moment.
             */
            note: string;
            /**
             * Note Code
             * @description The stable name of what `note` says; empty if it has none.
             */
            note_code: string;
            /**
             * Note Values
             * @description What stands in it.
             */
            note_values: {
                [key: string]: unknown;
            };
            /**
             * Result
             * @description What came out, once it is done.
             */
            result: {
                [key: string]: unknown;
            } | null;
            /** @description Why it failed, if it did. */
            problem: components["schemas"]["ProblemView"] | null;
            /**
             * Author
             * @description Who asked: the id of an API token.
             */
            author: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
            /** Finished At */
            finished_at: string | null;
        };
        /**
         * OverlapView
         * @description What segments have in common, each with each.
         */
        OverlapView: {
            /** Sizes */
            sizes: {
                [key: string]: number;
            };
            /**
             * Union
             * @description How many are in any of them.
             */
            union: number;
            /**
             * All
             * @description How many are in all of them.
             */
            all: number;
            /** Pairs */
            pairs: components["schemas"]["Shared"][];
        };
        /**
         * PairAcceptance
         * @description How a pair is accepted.
         */
        PairAcceptance: {
            /**
             * Force
             * @description Merge them although the rules say that these are two people.
             * @default false
             */
            force: boolean;
        };
        /**
         * PairPage
         * @description Some pairs, the most probable first, and the cursor of the next ones if there are more.
         */
        PairPage: {
            /** Items */
            items: components["schemas"]["PairView"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * PairView
         * @description Two profiles that may be one person.
         */
        PairView: {
            /** Id */
            id: string;
            /** Profile Id */
            profile_id: string;
            /** Other Id */
            other_id: string;
            /** Probability */
            probability: number;
            /**
             * Weight
             * @description The logarithm of the odds, in bits; the sum of the reasons' bits.
             */
            weight: number;
            /** Reasons */
            reasons: components["schemas"]["ReasonView"][];
            /**
             * Status
             * @enum {string}
             */
            status: "open" | "accepted" | "rejected" | "merged" | "stale";
            /**
             * Note
             * @description What became of it, or why it is out of date; mostly empty.
             */
            note: string;
            note_words: components["schemas"]["Wording"] | null;
            /** Run Id */
            run_id: string;
            /** Operation Id */
            operation_id: string;
            /**
             * Proposed At
             * Format: date-time
             */
            proposed_at: string;
            /** Decided By */
            decided_by: string;
            /** Decided At */
            decided_at: string | null;
        };
        /**
         * ParameterChoice
         * @description One of what a parameter may be.
         */
        ParameterChoice: {
            /** Value */
            value: string;
            /** Title */
            title: string;
        };
        /**
         * ParameterView
         * @description What can be said when something ready-made is added.
         */
        ParameterView: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "currency" | "choice" | "duration" | "durations" | "number" | "numbers" | "numbers_by" | "brands" | "texts";
            /** Title */
            title: string;
            /** About */
            about: string;
            /**
             * Default
             * @description What it is if nothing is said; null if there is no default.
             */
            default: unknown;
            /** Needed */
            needed: boolean;
            /**
             * Measured
             * @description Whether it is measured by the people there are if nothing is said.
             */
            measured: boolean;
            /**
             * Choices
             * @description Of a choice, from what.
             */
            choices: components["schemas"]["ParameterChoice"][];
            /**
             * By
             * @description Of lists for each text of another parameter, which one; empty for all others.
             */
            by: string;
            /**
             * Number
             * @description Of a list, how many there are; 0 for as many as one likes.
             */
            number: number;
        };
        /**
         * Part
         * @description A process behind the server: whether it spoke lately, and how many events it has before it.
         */
        Part: {
            /** Is Up */
            is_up: boolean;
            /** Lag Events */
            lag_events: number;
        };
        /**
         * PasswordChange
         * @description The password that was, and the one to be.
         */
        PasswordChange: {
            /**
             * Current Password
             * Format: password
             */
            current_password: string;
            /**
             * New Password
             * Format: password
             */
            new_password: string;
        };
        /**
         * Permission
         * @description One thing that a role allows; the value is how the API and the documentation call it.
         * @enum {string}
         */
        Permission: "people.read" | "people.edit" | "people.erase" | "personal_data.see" | "definitions.read" | "definitions.edit" | "segments.export" | "segments.import" | "data.import" | "sources.read" | "sources.manage" | "quality.read" | "quarantine.mend" | "identity.read" | "identity.manage" | "operations.read" | "operations.cancel" | "query.run" | "workspace.read" | "workspace.manage" | "tokens.make" | "tokens.manage" | "users.read" | "users.manage" | "owners.manage" | "audit.read";
        /**
         * PreviewAsked
         * @description A condition to try out; nothing is saved.
         */
        PreviewAsked: {
            /**
             * Condition
             * @description As in a dynamic segment; `/api/schemas/segment` describes it.
             */
            condition: {
                [key: string]: unknown;
            };
            /**
             * Overlap
             * @description Keys of segments to compare it with.
             * @default []
             */
            overlap: string[];
        };
        /**
         * PreviewOverlap
         * @description What the people found have in common with a segment.
         */
        PreviewOverlap: {
            /** Key */
            key: string;
            /**
             * Size
             * @description Of that segment.
             */
            size: number;
            /**
             * Members
             * @description How many of the people found are in it.
             */
            members: number;
        };
        /**
         * PreviewView
         * @description Whom a condition would find at this moment, by what has reached the warehouse.
         */
        PreviewView: {
            /** Count */
            count: number;
            /**
             * Profiles
             * @description Of how many.
             */
            profiles: number;
            /** Share */
            share: number;
            /**
             * Examples
             * @description At most ten of them.
             */
            examples: components["schemas"]["ProfileSummary"][];
            /**
             * Reachable
             * @description How many of them a message can reach, by channel.
             */
            reachable: {
                [key: string]: number;
            };
            /** Overlap */
            overlap: components["schemas"]["PreviewOverlap"][];
            /** Elapsed Ms */
            elapsed_ms: number;
        };
        /**
         * ProblemView
         * @description Why an operation failed, as in problem documents.
         */
        ProblemView: {
            /**
             * Type
             * @description The stable type.
             */
            type: string;
            /**
             * Status
             * @description What an answer with it would have.
             */
            status: number;
            /** Detail */
            detail: string;
            /** Path */
            path: string;
            /**
             * Code
             * @description The stable name of what `detail` says; empty if it has none.
             */
            code: string;
            /**
             * Values
             * @description What stands in it.
             */
            values: {
                [key: string]: unknown;
            };
        };
        /**
         * ProfileChange
         * @description What a user chooses for themselves; what is left out stays.
         */
        ProfileChange: {
            /** Name */
            name?: string | null;
            /** Locale */
            locale?: ("en" | "ru" | "pl") | null;
            /** Theme */
            theme?: ("system" | "light" | "dark") | null;
        };
        /**
         * ProfileCoverage
         * @description What is known of people, whatever the window: how many can be reached by which identifier.
         */
        ProfileCoverage: {
            /** Profiles */
            profiles: number;
            /** Identifiers */
            identifiers: components["schemas"]["Held"][];
        };
        /**
         * ProfilePage
         * @description Some profiles, and the cursor of the next ones if there are more.
         */
        ProfilePage: {
            /** Items */
            items: components["schemas"]["ProfileSummary"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * ProfileSummary
         * @description A profile as lists show it.
         */
        ProfileSummary: {
            /** Id */
            id: string;
            /** Name */
            name: string | null;
            /** Email */
            email: string | null;
            /** First Seen At */
            first_seen_at: string | null;
            /** Last Seen At */
            last_seen_at: string | null;
            /** Orders */
            orders: number;
        };
        /**
         * ProfileView
         * @description A profile: what it was told to be (`traits`) and what follows from its events (`computed`).
         */
        ProfileView: {
            /** Id */
            id: string;
            /**
             * Merged Ids
             * @description Older ids that lead here.
             */
            merged_ids: string[];
            /**
             * Version
             * @description The log position up to which it is folded.
             */
            version: number;
            /** Identifiers */
            identifiers: components["schemas"]["Identifier"][];
            /** Traits */
            traits: {
                [key: string]: unknown;
            };
            contact: components["schemas"]["ContactView"];
            /**
             * Reachable
             * @description The channels of messages that an address is known for; whether they agreed, `consent` says.
             */
            reachable: ("email" | "sms" | "push" | "web_push")[];
            /** Computed */
            computed: {
                [key: string]: unknown;
            };
            /**
             * Computed Traits
             * @description What is computed by definition, by key.
             */
            computed_traits: {
                [key: string]: components["schemas"]["ComputedTrait"];
            };
            /**
             * Consent
             * @description By purpose, over all brands: the stricter answer.
             */
            consent: {
                [key: string]: components["schemas"]["Consented"];
            };
            /** Consent Per Brand */
            consent_per_brand: {
                [key: string]: {
                    [key: string]: components["schemas"]["Consented"];
                };
            };
        };
        /**
         * PublicKeysInput
         * @description Public keys: a JWKS document, or one key in PEM. Tokens signed by others' keys prove nothing.
         */
        PublicKeysInput: {
            /**
             * Keys
             * @description The `keys` of a JWKS document.
             * @default []
             */
            keys: {
                [key: string]: unknown;
            }[];
            /**
             * Pem
             * @description One public key in PEM instead.
             * @default
             */
            pem: string;
            /**
             * Issuer
             * @description What `iss` must be; empty: anything.
             * @default
             */
            issuer: string;
            /**
             * Audience
             * @description What `aud` must name; empty: anything.
             * @default
             */
            audience: string;
        };
        /**
         * PublicKeysView
         * @description The public keys of a source.
         */
        PublicKeysView: {
            /**
             * Summary
             * @description How many keys, of which kinds.
             */
            summary: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
        };
        /**
         * PulseView
         * @description What happens at this moment.
         */
        PulseView: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * Minutes
             * @description The last hour, oldest first; the running minute is the last.
             */
            minutes: components["schemas"]["MinuteView"][];
            /** @description Makes profiles and segments of events. */
            worker: components["schemas"]["Part"];
            /** @description Brings what the worker made into the warehouse, where timelines are read. */
            loader: components["schemas"]["Part"];
            /**
             * Lag Seconds
             * @description How old the newest processed event is; 0 without a backlog.
             */
            lag_seconds: number;
            /**
             * Quarantined
             * @description How many events wait to be mended.
             */
            quarantined: number;
        };
        /**
         * QuarantineChange
         * @description What became of many quarantined events at once.
         */
        QuarantineChange: {
            /** Changed */
            changed: number;
            /** Refused */
            refused: components["schemas"]["RefusedView"][];
        };
        /**
         * QuarantineIds
         * @description Which quarantined events.
         */
        QuarantineIds: {
            /** Ids */
            ids: string[];
        };
        /**
         * QuarantinePage
         * @description Some quarantined events, newest first, and the cursor of the next ones if there are more.
         */
        QuarantinePage: {
            /** Items */
            items: components["schemas"]["QuarantinedView"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * QuarantineReasonView
         * @description How many events of a source are set aside for one reason.
         */
        QuarantineReasonView: {
            /** Source Id */
            source_id: string;
            /** Code */
            code: string;
            /** Events */
            events: number;
            /**
             * Last Received At
             * Format: date-time
             */
            last_received_at: string;
        };
        /**
         * QuarantineReasons
         * @description Why events are set aside, the most frequent first.
         */
        QuarantineReasons: {
            /** Items */
            items: components["schemas"]["QuarantineReasonView"][];
        };
        /**
         * Quarantined
         * @description Events of a source that wait in quarantine for one reason.
         */
        Quarantined: {
            /** Code */
            code: string;
            /** Events */
            events: number;
            /**
             * First Seen At
             * Format: date-time
             */
            first_seen_at: string;
            /**
             * Last Seen At
             * Format: date-time
             */
            last_seen_at: string;
        };
        /**
         * QuarantinedView
         * @description An event set aside; `event` is the original (or mended) JSON, `text` its text where it is not JSON.
         */
        QuarantinedView: {
            /** Id */
            id: string;
            /** Source Id */
            source_id: string;
            /** Index */
            index: number;
            /**
             * Import Id
             * @description Of the import it came with; empty for everything else.
             */
            import_id: string;
            /** Code */
            code: string;
            /** Detail */
            detail: string;
            words: components["schemas"]["Wording"] | null;
            /**
             * Status
             * @enum {string}
             */
            status: "open" | "replayed" | "discarded";
            /**
             * Received At
             * Format: date-time
             */
            received_at: string;
            /**
             * Quarantined At
             * Format: date-time
             */
            quarantined_at: string;
            /** Event */
            event: unknown | null;
            /** Text */
            text: string | null;
            /** Fixed */
            fixed: unknown | null;
        };
        /**
         * Query
         * @description SQL in ClickHouse's dialect; values belong into `parameters`, named in the SQL as `{name:Type}`.
         */
        Query: {
            /**
             * Sql
             * @example SELECT name, count() FROM events GROUP BY name
             */
            sql: string;
            /**
             * Parameters
             * @default {}
             */
            parameters: {
                [key: string]: unknown;
            };
            /**
             * Max Rows
             * @description At most the setting query_max_rows
             */
            max_rows?: number | null;
        };
        /**
         * QueryView
         * @description What became of the query of an SQL segment.
         */
        QueryView: {
            /**
             * Asked At
             * Format: date-time
             */
            asked_at: string;
            /**
             * Answered At
             * @description When it last answered without a fault; members are those of then.
             */
            answered_at: string | null;
            /**
             * Next At
             * Format: date-time
             */
            next_at: string;
            /**
             * Found
             * @description How many profiles it named then.
             */
            found: number;
            /**
             * Unknown
             * @description How many ids of nobody it named then.
             */
            unknown: number;
            /**
             * Error
             * @description What is wrong with it since; empty while it is well.
             */
            error: string;
            error_words: components["schemas"]["Wording"] | null;
        };
        /**
         * ReadyAdded
         * @description What was done, or would be done.
         */
        ReadyAdded: {
            /** Applied */
            applied: boolean;
            /** Name */
            name: string;
            /** Measured */
            measured: {
                [key: string]: unknown;
            };
            /** Steps */
            steps: components["schemas"]["portret__segment__api_models__StepView"][];
            /**
             * Left
             * @description What was made when it was added otherwise, and is not of it any more.
             */
            left: string[];
        };
        /**
         * ReadyAsked
         * @description How to add something ready-made.
         */
        ReadyAsked: {
            /**
             * Parameters
             * @default {}
             */
            parameters: {
                [key: string]: unknown;
            };
            /**
             * Language
             * @description Of names and descriptions.
             * @default en
             * @enum {string}
             */
            language: "en" | "ru" | "pl";
            /**
             * Every
             * @description How often to measure anew what is measured, such as P30D. Empty: never.
             * @default
             */
            every: string;
            /**
             * Measure
             * @description Measure anew, even if nothing else changes.
             * @default false
             */
            measure: boolean;
            /**
             * Dry Run
             * @description Check, and say what would change, but change nothing.
             * @default false
             */
            dry_run: boolean;
            /**
             * Reason
             * @description Why; it is shown beside the versions for ever.
             * @default
             */
            reason: string;
            /**
             * Confirm
             * @description The keys of segments whose size may change much by this.
             * @default []
             */
            confirm: string[];
        };
        /**
         * ReadyList
         * @description All that is ready-made, by name.
         */
        ReadyList: {
            /** Items */
            items: components["schemas"]["ReadyView"][];
        };
        /**
         * ReadyView
         * @description Traits and segments that belong together and can be added.
         */
        ReadyView: {
            /** Name */
            name: string;
            /** Title */
            title: string;
            /** About */
            about: string;
            /** Parameters */
            parameters: {
                [key: string]: components["schemas"]["ParameterView"];
            };
            /**
             * Covers
             * @description Segments of which everybody whom it is about is in exactly one.
             */
            covers: string[];
            /** @description How it was added; null if it was not. */
            added: components["schemas"]["ChoiceView"] | null;
        };
        /**
         * ReasonGiven
         * @description Why somebody does it.
         */
        ReasonGiven: {
            /**
             * Reason
             * @description Why; it is shown beside the version for ever.
             * @default
             */
            reason: string;
        };
        /**
         * ReasonView
         * @description One step from the first guess to the weight: what was compared, how it came out, and what that adds.
         */
        ReasonView: {
            /**
             * Field
             * @description Empty for what is no field.
             */
            field: string;
            /** Left */
            left: string;
            /** Right */
            right: string;
            /** Outcome */
            outcome: string;
            /**
             * Bits
             * @description One bit doubles the odds.
             */
            bits: number;
        };
        /**
         * RefusedView
         * @description A quarantined event that stayed as it is, and why.
         */
        RefusedView: {
            /** Id */
            id: string;
            /** Detail */
            detail: string;
            words: components["schemas"]["Wording"] | null;
        };
        /**
         * Rest
         * @description Why a definition shall rest.
         */
        Rest: {
            /**
             * Reason
             * @description Why; it is shown beside the version for ever.
             * @default
             */
            reason: string;
            /**
             * Confirm
             * @description Its own key, if others read it and may do without.
             * @default
             */
            confirm: string;
        };
        /**
         * Result
         * @description The rows; amounts are text so that no digit is lost, instants RFC 3339.
         */
        Result: {
            /** Columns */
            columns: string[];
            /** Types */
            types: string[];
            /** Rows */
            rows: unknown[][];
            /** Elapsed Ms */
            elapsed_ms: number;
        };
        /**
         * RoleList
         * @description All roles, the one that may do most first, and all there is to allow.
         */
        RoleList: {
            /** Permissions */
            permissions: components["schemas"]["Permission"][];
            /** Items */
            items: components["schemas"]["RoleView"][];
        };
        /**
         * RoleView
         * @description A role, and what it allows.
         */
        RoleView: {
            /**
             * Role
             * @enum {string}
             */
            role: "owner" | "admin" | "marketer" | "analyst" | "support" | "read-only" | "reader";
            /**
             * Of Users
             * @description Whether people may have it; others are of tokens alone.
             */
            of_users: boolean;
            /** Permissions */
            permissions: components["schemas"]["Permission"][];
        };
        /**
         * Rotation
         * @description How long the keys in force now stay so.
         */
        Rotation: {
            /**
             * Overlap
             * Format: duration
             * @description ISO 8601, such as "P7D".
             * @default PT0S
             */
            overlap: string;
        };
        /**
         * RowIdentifier
         * @description An identifier in its normal form.
         */
        RowIdentifier: {
            /** Namespace */
            namespace: string;
            /** Value */
            value: string;
        };
        /**
         * RowsPreview
         * @description What the first rows become.
         */
        RowsPreview: {
            /** Items */
            items: components["schemas"]["BecomesView"][];
        };
        /**
         * RulesChange
         * @description Rules to put in force.
         */
        RulesChange: {
            rules: components["schemas"]["RulesDocument"];
            /**
             * Reason
             * @description Why; it is shown beside the version for ever.
             */
            reason: string;
        };
        /**
         * RulesDocument
         * @description The identity rules of a workspace; what is left out is as by default.
         */
        RulesDocument: {
            /**
             * Namespaces
             * @default {}
             */
            namespaces: {
                [key: string]: components["schemas"]["NamespaceDocument"];
            };
            /**
             * @description All other namespaces.
             * @default {}
             */
            custom: components["schemas"]["NamespaceDocument"];
            /**
             * Blocked Words
             * @description Never an identifier.
             */
            blocked_words?: string[] | null;
            /**
             * Blocked
             * @description Patterns, likewise.
             */
            blocked?: string[] | null;
            /**
             * Fold Gmail
             * @description Whether dots and +tags of Gmail addresses are left out.
             * @default false
             */
            fold_gmail: boolean;
        };
        /**
         * RulesVersionPage
         * @description Some versions, newest first, and the cursor of the next ones if there are more.
         */
        RulesVersionPage: {
            /** Items */
            items: components["schemas"]["RulesView"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * RulesView
         * @description A version of the identity rules, with nothing left out; version 0 are the default ones.
         */
        RulesView: {
            /** Version */
            version: number;
            rules: components["schemas"]["RulesDocument"];
            /**
             * Author
             * @description Who saved it: the id of an API token; empty for version 0.
             */
            author: string;
            /** Reason */
            reason: string;
            /** Created At */
            created_at: string | null;
        };
        /**
         * RunRequest
         * @description A run to be started.
         */
        RunRequest: {
            /**
             * Full
             * @description Compare all profiles and train anew, not only what changed.
             * @default false
             */
            full: boolean;
        };
        /**
         * ScoreView
         * @description A score of a person: a sum of points, a share in per cent, or a step from 1 to 5.
         */
        ScoreView: {
            /** Key */
            key: string;
            /** Name */
            name: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "points" | "percent" | "step";
            /**
             * Value
             * @description Null if there is nothing to tell it from.
             */
            value: number | null;
            /**
             * Before
             * @description What it was at `since`; null if nothing is known of them then.
             */
            before: number | null;
        };
        /**
         * Scores
         * @description The scores of a person, and what they were.
         */
        Scores: {
            /** Id */
            id: string;
            /**
             * Since
             * Format: date-time
             * @description When the scores were what they are compared with.
             */
            since: string;
            /** Items */
            items: components["schemas"]["ScoreView"][];
        };
        /**
         * SegmentAtAGlance
         * @description A segment and its size.
         */
        SegmentAtAGlance: {
            /** Id */
            id: string;
            /** Key */
            key: string;
            /** Name */
            name: string;
            /**
             * Status
             * @description Its history is read; everybody is judged for the first time; up to date.
             * @enum {string}
             */
            status: "filling" | "sweeping" | "live" | "leaving" | "gone";
            /**
             * Fault
             * @description Why it is not kept up to date; empty if it is.
             */
            fault: string;
            fault_words: components["schemas"]["Wording"] | null;
            /** Size */
            size: number;
            /**
             * Size Before
             * @description How large it was when the days began; null if it was made since.
             */
            size_before: number | null;
            /**
             * Points
             * @description Oldest first; between two nothing changed.
             */
            points: components["schemas"]["SizePoint"][];
        };
        /**
         * SegmentsAtAGlance
         * @description All segments, the largest first.
         */
        SegmentsAtAGlance: {
            /** Items */
            items: components["schemas"]["SegmentAtAGlance"][];
        };
        /**
         * SessionView
         * @description Who is signed in, where, and what they may do.
         *
         *     `csrf_token` goes into the header `X-CSRF-Token` of every request that changes something; "" where a token came
         *     instead of a cookie.
         */
        SessionView: {
            user: components["schemas"]["Me"];
            workspace: components["schemas"]["WorkspaceOfSession"];
            /**
             * Role
             * @enum {string}
             */
            role: "owner" | "admin" | "marketer" | "analyst" | "support" | "read-only" | "reader";
            /** Permissions */
            permissions: components["schemas"]["Permission"][];
            /** Csrf Token */
            csrf_token: string;
            /** Sees Personal Data */
            sees_personal_data: boolean;
            wording: components["schemas"]["WordingView"];
        };
        /**
         * SetByHand
         * @description An edit that is kept; it is an event of the person like any other.
         */
        SetByHand: {
            /**
             * Id
             * @description Of the profile.
             */
            id: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * Processed
             * @description Whether the profile shows it already; if not, it will before long.
             */
            processed: boolean;
        };
        /**
         * SetUp
         * @description The first owner, and what the server printed at its start.
         */
        SetUp: {
            /** Name */
            name: string;
            /**
             * Email
             * @example jo@example.com
             */
            email: string;
            /**
             * Password
             * Format: password
             */
            password: string;
            /**
             * Workspace Name
             * @description Left out: it keeps the name it has.
             * @default
             */
            workspace_name: string;
            /**
             * Setup Token
             * @description From the server's first lines, or the file setup.token.
             */
            setup_token: string;
        };
        /**
         * SettingsChange
         * @description New settings, and why.
         */
        SettingsChange: {
            /**
             * Enabled
             * @description Whether runs start by themselves.
             * @default false
             */
            enabled: boolean;
            /**
             * Schedule
             * @default daily
             * @enum {string}
             */
            schedule: "hourly" | "daily" | "weekly";
            /**
             * Review
             * @description Pairs at least this probable are proposed.
             * @default 0.9
             */
            review: number;
            /**
             * Auto
             * @description Pairs at least this probable are merged unasked; null for never.
             */
            auto?: number | null;
            /**
             * Ignore
             * @description Fields that are not compared.
             * @default []
             */
            ignore: ("given" | "family" | "full" | "birth" | "email" | "phone" | "postcode" | "country" | "city" | "street" | "house" | "state" | "number")[];
            /**
             * Reason
             * @default
             */
            reason: string;
        };
        /**
         * SettingsView
         * @description The settings in force; version 0 are the defaults.
         */
        SettingsView: {
            /**
             * Enabled
             * @description Whether runs start by themselves.
             * @default false
             */
            enabled: boolean;
            /**
             * Schedule
             * @default daily
             * @enum {string}
             */
            schedule: "hourly" | "daily" | "weekly";
            /**
             * Review
             * @description Pairs at least this probable are proposed.
             * @default 0.9
             */
            review: number;
            /**
             * Auto
             * @description Pairs at least this probable are merged unasked; null for never.
             */
            auto?: number | null;
            /**
             * Ignore
             * @description Fields that are not compared.
             * @default []
             */
            ignore: ("given" | "family" | "full" | "birth" | "email" | "phone" | "postcode" | "country" | "city" | "street" | "house" | "state" | "number")[];
            /** Version */
            version: number;
        };
        /**
         * Shared
         * @description What two segments have in common.
         */
        Shared: {
            /** Segments */
            segments: string[];
            /**
             * Members
             * @description Of both.
             */
            members: number;
            /**
             * Share
             * @description Of the first one's members, and of the second one's.
             */
            share: number[];
            /**
             * Similarity
             * @description Members of both by members of any (Jaccard's index).
             */
            similarity: number;
        };
        /**
         * SideView
         * @description One of the two that were asked about.
         */
        SideView: {
            /**
             * Ref
             * @description As asked for; an identifier in its normal form.
             */
            ref: string;
            /**
             * Profile Id
             * @description Who it is now; null if nobody is known by it.
             */
            profile_id: string | null;
        };
        /**
         * SignIn
         * @description Who signs in.
         */
        SignIn: {
            /** Email */
            email: string;
            /**
             * Password
             * Format: password
             */
            password: string;
        };
        /**
         * Simulation
         * @description Rules to try on the history.
         */
        Simulation: {
            /** @description A whole document of rules, as it would be saved. */
            rules: components["schemas"]["RulesDocument"];
            /**
             * Since
             * @description Look at events received from then on; at all if left out.
             */
            since?: string | null;
        };
        /**
         * SizePoint
         * @description How large a segment was at the end of a day on which somebody entered or left it.
         */
        SizePoint: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Size */
            size: number;
        };
        /**
         * SizeView
         * @description An hour in which somebody entered or left; in the hours between the size stayed as it was.
         */
        SizeView: {
            /**
             * At
             * Format: date-time
             * @description When the hour begins, in UTC.
             */
            at: string;
            /**
             * Size
             * @description At its end.
             */
            size: number;
            /** Entered */
            entered: number;
            /** Exited */
            exited: number;
        };
        /**
         * Sizes
         * @description A segment's size, now and over time, oldest first.
         */
        Sizes: {
            /** Key */
            key: string;
            /** Size */
            size: number;
            /** Items */
            items: components["schemas"]["SizeView"][];
        };
        /**
         * SourceChange
         * @description What shall change of a source; what is left out stays.
         */
        SourceChange: {
            /** Name */
            name?: string | null;
            /** Kind */
            kind?: ("browser" | "server" | "mobile") | null;
            /** Brand */
            brand?: string | null;
            /** Enabled */
            enabled?: boolean | null;
            /** Allowed Origins */
            allowed_origins?: string[] | null;
            /** Rate Limit Per S */
            rate_limit_per_s?: number | null;
            /** Phone Region */
            phone_region?: string | null;
        };
        /**
         * SourcePage
         * @description Some sources, and the cursor of the next ones if there are more.
         */
        SourcePage: {
            /** Items */
            items: components["schemas"]["SourceView"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * SourceQuality
         * @description One source in the window.
         */
        SourceQuality: {
            /** Source Id */
            source_id: string;
            /** Name */
            name: string;
            /** Kind */
            kind: string;
            /** Events */
            events: number;
            /** Flagged Events */
            flagged_events: number;
            /** Flagged Share */
            flagged_share: number;
            /**
             * Late Events
             * @description Arrived more than a day after they happened.
             */
            late_events: number;
            /** Late Share */
            late_share: number;
            /**
             * Median Delay
             * Format: duration
             * @description Between happening and arriving.
             */
            median_delay: string;
            /**
             * Slow Delay
             * Format: duration
             * @description One event in twenty takes at least as long.
             */
            slow_delay: string;
            /** Carried */
            carried: components["schemas"]["Carried"][];
            /** Flags */
            flags: components["schemas"]["Flag"][];
            /** Quarantine */
            quarantine: components["schemas"]["Quarantined"][];
        };
        /**
         * SourceView
         * @description A source of events.
         */
        SourceView: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /**
             * Kind
             * @description Portret's own events come from its source of kind system.
             */
            kind: ("browser" | "server" | "mobile") | "system";
            /** Brand */
            brand: string;
            /** Enabled */
            enabled: boolean;
            /** Allowed Origins */
            allowed_origins: string[];
            /** Rate Limit Per S */
            rate_limit_per_s: number;
            /** Phone Region */
            phone_region: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
        };
        /**
         * SourceVolume
         * @description What one source sent.
         */
        SourceVolume: {
            /** Source Id */
            source_id: string;
            /**
             * Events
             * @description In all steps together.
             */
            events: number;
            /**
             * Steps
             * @description How many events were accepted in each step.
             */
            steps: number[];
            /**
             * Last Received At
             * @description Of its last event; null if there was none for 30 days.
             */
            last_received_at: string | null;
            /**
             * Quarantined
             * @description How many of its events wait to be mended.
             */
            quarantined: number;
        };
        /**
         * SourceVolumes
         * @description What came from all sources that sent anything in 30 days, or have something in quarantine.
         */
        SourceVolumes: {
            /**
             * Steps
             * @description When each step begins, oldest first; the last is running.
             */
            steps: string[];
            /** Sources */
            sources: components["schemas"]["SourceVolume"][];
        };
        /**
         * Splitting
         * @description Where to split: exactly one of `undo` and `identifiers`.
         */
        Splitting: {
            /**
             * Undo
             * @description A merge, by its `id`, or by that of the profile that went away.
             * @default
             */
            undo: string;
            /**
             * Identifiers
             * @description `namespace:value` of what becomes a new profile.
             * @default []
             */
            identifiers: string[];
            /**
             * Preview
             * @description Only say what each side would get; nothing changes.
             * @default false
             */
            preview: boolean;
            /**
             * Force
             * @description Split although the warehouse has no longer all events that the profile is made of.
             * @default false
             */
            force: boolean;
        };
        /**
         * Task
         * @description Something to be done, and for whom; null where nobody is there any more.
         */
        Task: {
            note: components["schemas"]["NoteView"];
            person: components["schemas"]["ProfileSummary"] | null;
        };
        /**
         * Tasks
         * @description Some open tasks, and the cursor of the next ones if there are more.
         */
        Tasks: {
            /** Items */
            items: components["schemas"]["Task"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * Timeline
         * @description Some events, newest first, and the cursor of the older ones if there are any.
         */
        Timeline: {
            /** Items */
            items: components["schemas"]["TimelineEvent"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * TimelineEvent
         * @description One event; `details` holds what else is known of it, such as user_id, country, page_url or order_id.
         */
        TimelineEvent: {
            /** Message Id */
            message_id: string;
            /** Type */
            type: string;
            /** Name */
            name: string;
            /**
             * Timestamp
             * Format: date-time
             */
            timestamp: string;
            /**
             * Received At
             * Format: date-time
             */
            received_at: string;
            /** Source Id */
            source_id: string;
            /** Brand */
            brand: string;
            /** Verified */
            verified: boolean;
            /** Is Bot */
            is_bot: boolean;
            /** Properties */
            properties: {
                [key: string]: unknown;
            };
            /** Traits */
            traits: {
                [key: string]: unknown;
            };
            /** Context */
            context: {
                [key: string]: unknown;
            };
            /** Details */
            details: {
                [key: string]: string;
            };
        };
        /**
         * TokenPage
         * @description Some tokens, and the cursor of the next ones if there are more.
         */
        TokenPage: {
            /** Items */
            items: components["schemas"]["TokenView"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * TokenView
         * @description A token as the API shows it; `hint` are the last four characters of its text.
         *
         *     `user_id` says whose it is; it may do no more than they. Null: it is the installation's own.
         */
        TokenView: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /**
             * Role
             * @enum {string}
             */
            role: "owner" | "admin" | "marketer" | "analyst" | "support" | "read-only" | "reader";
            /** User Id */
            user_id: string | null;
            /** Hint */
            hint: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Expires At */
            expires_at: string | null;
            /** Revoked At */
            revoked_at: string | null;
        };
        /**
         * TraitHistory
         * @description The values a declared trait has had, the current one first; null means it was cleared.
         */
        TraitHistory: {
            /** Key */
            key: string;
            /** Items */
            items: components["schemas"]["Declared"][];
        };
        /**
         * TraitProgress
         * @description How far one computed trait is.
         */
        TraitProgress: {
            /** Key */
            key: string;
            /**
             * Status
             * @description Not taken up yet; its history is read, until then the version before is in force; up to date.
             * @enum {string}
             */
            status: "waiting" | "filling" | "live" | "disabled";
            /**
             * Version
             * @description Of the definition in force; 0 if none is yet.
             */
            version: number;
            /**
             * Wanted Version
             * @description Of the definition saved last.
             */
            wanted_version: number;
            /**
             * Fault
             * @description Why it cannot be computed; empty if it can.
             */
            fault: string;
            fault_words: components["schemas"]["Wording"] | null;
        };
        /**
         * TraitWord
         * @description A trait that conditions can compare.
         */
        TraitWord: {
            /** Name */
            name: string;
            /**
             * Title
             * @description What people read; empty for a built-in trait and for one without a name.
             */
            title: string;
            /**
             * Type
             * @description The type of its value; of a trait with a dimension that of each part.
             * @enum {string}
             */
            type: "number" | "text" | "boolean" | "instant" | "duration" | "list" | "map";
            /**
             * Computed
             * @description Whether it is one of the workspace's own.
             */
            computed: boolean;
            /**
             * Per
             * @description What parts it has: brand, currency, or a field; null if it is one value.
             */
            per: string | null;
        };
        /**
         * Traits
         * @description The traits of a profile, the declared ones with their provenance.
         */
        Traits: {
            /** Id */
            id: string;
            /** Declared */
            declared: {
                [key: string]: components["schemas"]["Declared"];
            };
            /** Computed */
            computed: {
                [key: string]: unknown;
            };
        };
        /**
         * TraitsByHand
         * @description Which traits to set.
         */
        TraitsByHand: {
            /**
             * Traits
             * @description By key; null takes a value away.
             */
            traits: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /**
             * Seen
             * @description What you saw of them before: if it is not so any more, nothing is set.
             * @default {}
             */
            seen: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /**
             * Reason
             * @description Why; it stands with the event.
             * @default
             */
            reason: string;
        };
        /**
         * TraitsProgress
         * @description How far all computed traits are, by key.
         */
        TraitsProgress: {
            /** Items */
            items: components["schemas"]["TraitProgress"][];
        };
        /**
         * TurnPage
         * @description Some entries and exits, newest first, and the cursor of the next ones if there are more.
         */
        TurnPage: {
            /** Items */
            items: components["schemas"]["TurnView"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * TurnView
         * @description Somebody entered the segment or left it.
         */
        TurnView: {
            /**
             * Id
             * @description Of the event that told it.
             */
            id: string;
            /** Entered */
            entered: boolean;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * Version
             * @description Of the definition.
             */
            version: number;
            /**
             * Cause
             * @description event, timer, definition, identity, import or query.
             */
            cause: string;
            /**
             * Reference
             * @description The message id of the event, for instance. May be empty.
             */
            reference: string;
            /** @description Null for who is not there any more. */
            profile: components["schemas"]["ProfileSummary"] | null;
        };
        /**
         * UserChange
         * @description What an administrator changes of a user; what is left out stays.
         */
        UserChange: {
            /** Role */
            role?: ("owner" | "admin" | "marketer" | "analyst" | "support" | "read-only") | null;
            /** Disabled */
            disabled?: boolean | null;
        };
        /**
         * UserPage
         * @description Some users, and the cursor of the next ones if there are more.
         */
        UserPage: {
            /** Items */
            items: components["schemas"]["UserView"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * UserView
         * @description A user as others see them.
         */
        UserView: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Email */
            email: string;
            /**
             * Role
             * @enum {string}
             */
            role: "owner" | "admin" | "marketer" | "analyst" | "support" | "read-only";
            /** Single Sign On */
            single_sign_on: boolean;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Signed In At */
            signed_in_at: string | null;
            /** Disabled At */
            disabled_at: string | null;
        };
        /**
         * ValueList
         * @description Values, the most frequent first.
         */
        ValueList: {
            /** Items */
            items: components["schemas"]["ValueView"][];
        };
        /**
         * ValueView
         * @description A value, as text.
         */
        ValueView: {
            /** Value */
            value: string;
            /**
             * Number
             * @description How many events of the sample, or people, have it.
             */
            number: number;
        };
        /**
         * VersionPage
         * @description Some versions, newest first, and the cursor of the next ones if there are more.
         */
        VersionPage: {
            /** Items */
            items: components["schemas"]["DefinitionView"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * Wording
         * @description What a message beside it is made of, for who says it in another language: as in `errors` of problems.
         */
        Wording: {
            /**
             * Code
             * @description The stable name of the message.
             */
            code: string;
            /**
             * Values
             * @description What stands in it; a part that is a message itself is an object.
             */
            values: {
                [key: string]: unknown;
            };
        };
        /**
         * WordingView
         * @description What the user reads where something is stored under a name: in their language.
         */
        WordingView: {
            /**
             * Brands
             * @description What each brand is called, by slug.
             */
            brands: {
                [key: string]: string;
            };
            /**
             * Ready Made
             * @description By definition, such as segment:vip, the name and the description that it was given when it was added ready-made, each with what the user reads instead. What a definition says otherwise was written by hand.
             */
            ready_made: {
                [key: string]: {
                    [key: string]: string;
                };
            };
        };
        /**
         * Words
         * @description What definitions may name in this workspace: what an editor offers.
         */
        Words: {
            /**
             * Operators
             * @description Which comparisons fit values of a type.
             */
            operators: {
                [key: string]: ("eq" | "ne" | "lt" | "le" | "gt" | "ge" | "between" | "in" | "not_in" | "contains" | "not_contains" | "starts_with" | "ends_with" | "matches" | "exists" | "is_empty" | "before" | "after" | "within_last" | "more_than_ago" | "within_next" | "anniversary_in")[];
            };
            /**
             * Event Fields
             * @description Besides properties.NAME, traits.NAME and context.NAME.
             */
            event_fields: {
                [key: string]: "number" | "text" | "boolean" | "instant" | "duration" | "list" | "map";
            };
            /** Line Fields */
            line_fields: {
                [key: string]: "number" | "text" | "boolean" | "instant" | "duration" | "list" | "map";
            };
            /**
             * Traits
             * @description Besides traits.NAME, what identify said.
             */
            traits: components["schemas"]["TraitWord"][];
            /** Segments */
            segments: string[];
            /**
             * Titles
             * @description What people read, of the segments that have a name.
             */
            titles: {
                [key: string]: string;
            };
            /** Brands */
            brands: string[];
        };
        /**
         * WorkspaceChange
         * @description What shall change of the workspace; what is left out stays.
         */
        WorkspaceChange: {
            /** Name */
            name?: string | null;
            /** Time Zone */
            time_zone?: string | null;
            /** Anonymize Ip */
            anonymize_ip?: boolean | null;
        };
        /**
         * WorkspaceOfSession
         * @description The workspace in which they work.
         */
        WorkspaceOfSession: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Time Zone */
            time_zone: string;
        };
        /**
         * WorkspaceView
         * @description A workspace.
         */
        WorkspaceView: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /**
             * Time Zone
             * @description IANA name; days begin by it.
             */
            time_zone: string;
            /**
             * Anonymize Ip
             * @description Whether addresses are shortened before anything else sees them.
             */
            anonymize_ip: boolean;
        };
        /**
         * WriteKeyChange
         * @description Whether a write key is in force.
         */
        WriteKeyChange: {
            /** Enabled */
            enabled: boolean;
        };
        /**
         * WriteKeyList
         * @description All write keys of a source, oldest first.
         */
        WriteKeyList: {
            /** Items */
            items: components["schemas"]["WriteKeyView"][];
        };
        /**
         * WriteKeyView
         * @description A write key; only its last four characters are known after creation.
         */
        WriteKeyView: {
            /** Id */
            id: string;
            /** Source Id */
            source_id: string;
            /** Hint */
            hint: string;
            /** Enabled */
            enabled: boolean;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Expires At */
            expires_at: string | null;
        };
        /**
         * Memberships
         * @description The accounts of a profile.
         */
        portret__profile__api_models__Memberships: {
            /** Id */
            id: string;
            /** Items */
            items: components["schemas"]["Membership"][];
        };
        /**
         * StepView
         * @description What becomes of one definition.
         */
        portret__segment__api_models__StepView: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "trait" | "segment" | "ready";
            /** Key */
            key: string;
            /**
             * Action
             * @enum {string}
             */
            action: "create" | "change" | "keep" | "delete";
            /**
             * Before
             * @description The document in force; null if there is none.
             */
            before: {
                [key: string]: unknown;
            } | null;
            /**
             * After
             * @description What it becomes; null if it is deleted.
             */
            after: {
                [key: string]: unknown;
            } | null;
        };
        /**
         * Memberships
         * @description The segments that a profile is in, by key.
         */
        portret__segment__members__api_models__Memberships: {
            /** Id */
            id: string;
            /** Items */
            items: components["schemas"]["MembershipView"][];
        };
        /**
         * FieldView
         * @description How many people are at these steps, from 1 to 5, and for how much they ordered together.
         */
        portret__segment__ready__api_models__FieldView: {
            /** Recency */
            recency: number;
            /** Frequency */
            frequency: number;
            /** Monetary */
            monetary: number;
            /** People */
            people: number;
            /** Spent */
            spent: number;
        };
        /**
         * FieldView
         * @description What events, or people, carried.
         */
        portret__segment__seen__api_models__FieldView: {
            /**
             * Name
             * @description As definitions write it, such as properties.size or traits.plan.
             */
            name: string;
            /**
             * Type
             * @enum {string}
             */
            type: "number" | "text" | "boolean" | "instant" | "duration" | "list" | "map";
            /**
             * Share
             * @description Which part of the sample has it.
             */
            share: number;
        };
        /**
         * StepView
         * @description From one identifier to the next, by an event that carried both, or by somebody's word.
         */
        portret__unify__evidence__api_models__StepView: {
            /**
             * Origin
             * @description namespace:value
             */
            origin: string;
            /**
             * Target
             * @description namespace:value
             */
            target: string;
            /**
             * Reason
             * @enum {string}
             */
            reason: "event" | "manual" | "matching";
            /**
             * Message Id
             * @description The event, or the operation for a merge by hand or by matching.
             */
            message_id: string;
            /**
             * Type
             * @description Of the event; null where it is not in the warehouse.
             */
            type: string | null;
            /** Name */
            name: string | null;
            /** Source Id */
            source_id: string | null;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * Verified
             * @description Whether a trusted source said so.
             */
            verified: boolean;
            /**
             * Rules Version
             * @description The version of the rules in force.
             */
            rules_version: number;
            /**
             * Author
             * @description Who merged; empty for an event.
             */
            author: string;
            /**
             * Merged
             * @description Profiles that became one by it.
             */
            merged: components["schemas"]["MergedPair"][];
        };
        /**
         * Fault
         * @description One value of a request that breaks a rule.
         *
         *     `code` and `values` are for who says it in another language: the stable name of what `detail` says, and what stands
         *     in it; a value that is a message itself is an object of `text`, `code` and `values`.
         */
        Fault: {
            /** Path */
            path: string;
            /** Detail */
            detail: string;
            /**
             * Code
             * @default null
             */
            code: string | null;
            /**
             * Values
             * @default null
             */
            values: {
                [key: string]: unknown;
            } | null;
        };
        /**
         * Problem
         * @description An error as RFC 9457 writes it.
         *
         *     `setup_required` and `single_sign_on`, what signing in elsewhere is called where it is possible, come with the
         *     answer that nobody is signed in.
         */
        Problem: {
            /** Type */
            type: string;
            /** Title */
            title: string;
            /** Status */
            status: number;
            /** Detail */
            detail: string;
            /**
             * Path
             * @default null
             */
            path: string | null;
            /**
             * Errors
             * @default null
             */
            errors: components["schemas"]["Fault"][] | null;
            /**
             * Setup Required
             * @default null
             */
            setup_required: boolean | null;
            /**
             * Single Sign On
             * @default null
             */
            single_sign_on: string | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    healthz_healthz_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    readyz_readyz_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    metrics_metrics_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    set_up_api_setup_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetUp"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionView"];
                };
            };
        };
    };
    show_api_session_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionView"];
                };
            };
        };
    };
    open__api_session_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionView"];
                };
            };
        };
    };
    close_api_session_delete: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    change_api_me_patch: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProfileChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
        };
    };
    change_password_api_me_password_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionView"];
                };
            };
        };
    };
    index_api_sessions_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenSessions"];
                };
            };
        };
    };
    close_all_api_sessions_delete: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    close_api_sessions__session_id__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    index_api_users_get: {
        parameters: {
            query?: {
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserPage"];
                };
            };
        };
    };
    show_api_users__user_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserView"];
                };
            };
        };
    };
    delete_api_users__user_id__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    change_api_users__user_id__patch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserView"];
                };
            };
        };
    };
    index_api_names_get: {
        parameters: {
            query: {
                /** @description Of users and tokens. */
                id: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NameList"];
                };
            };
        };
    };
    index_api_invites_get: {
        parameters: {
            query?: {
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitePage"];
                };
            };
        };
    };
    create_api_invites_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewInvite"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedInvite"];
                };
            };
        };
    };
    delete_api_invites__invite_id__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                invite_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    show_api_invites__token__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The last part of the link. */
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invitation"];
                };
            };
        };
    };
    accept_api_invites__token__accept_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The last part of the link. */
                token: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Acceptance"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionView"];
                };
            };
        };
    };
    index_api_tokens_get: {
        parameters: {
            query?: {
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenPage"];
                };
            };
        };
    };
    create_api_tokens_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewToken"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedToken"];
                };
            };
        };
    };
    revoke_api_tokens__token_id__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenView"];
                };
            };
        };
    };
    leave_api_session_single_sign_on_get: {
        parameters: {
            query?: {
                return_to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            303: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    arrive_api_session_single_sign_on_callback_get: {
        parameters: {
            query?: {
                code?: string;
                state?: string;
                iss?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            303: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    index_api_roles_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoleList"];
                };
            };
        };
    };
    index_api_audit_get: {
        parameters: {
            query?: {
                /** @description The id of a user or a token. */
                who?: string;
                /** @description What was done, or its beginning; the beginning of a path; the object. */
                what?: string;
                since?: string | null;
                /** @description Excluded. */
                until?: string | null;
                limit?: number;
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntryPage"];
                };
            };
        };
    };
    ask_api_query_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Query"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Result"];
                };
            };
        };
    };
    index_api_operations_get: {
        parameters: {
            query?: {
                kind?: ("profile-merge" | "profile-split" | "profile-erase" | "identity-simulation" | "matching" | "import") | null;
                status?: ("queued" | "running" | "done" | "failed" | "cancelled") | null;
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperationPage"];
                };
            };
        };
    };
    show_api_operations__operation_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                operation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperationView"];
                };
            };
        };
    };
    cancel_api_operations__operation_id__cancel_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                operation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperationView"];
                };
            };
        };
    };
    show_api_workspace_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkspaceView"];
                };
            };
        };
    };
    change_api_workspace_patch: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WorkspaceChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkspaceView"];
                };
            };
        };
    };
    index_api_brands_get: {
        parameters: {
            query?: {
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BrandPage"];
                };
            };
        };
    };
    create_api_brands_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewBrand"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BrandView"];
                };
            };
        };
    };
    rename_api_brands__slug__patch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                slug: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BrandChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BrandView"];
                };
            };
        };
    };
    index_api_sources_get: {
        parameters: {
            query?: {
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourcePage"];
                };
            };
        };
    };
    create_api_sources_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSource"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedSource"];
                };
            };
        };
    };
    show_api_sources__source_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                source_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceView"];
                };
            };
        };
    };
    change_api_sources__source_id__patch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                source_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SourceChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceView"];
                };
            };
        };
    };
    index_api_sources__source_id__keys_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                source_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WriteKeyList"];
                };
            };
        };
    };
    create_api_sources__source_id__keys_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                source_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedKey"];
                };
            };
        };
    };
    rotate_api_sources__source_id__keys_rotate_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                source_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Rotation"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedKey"];
                };
            };
        };
    };
    change_api_sources__source_id__keys__key_id__patch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                source_id: string;
                key_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WriteKeyChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WriteKeyView"];
                };
            };
        };
    };
    show_api_sources__source_id__identity_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                source_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IdentityView"];
                };
            };
        };
    };
    rotate_api_sources__source_id__identity_secrets_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                source_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Rotation"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedIdentitySecret"];
                };
            };
        };
    };
    remove_secret_api_sources__source_id__identity_secrets__key_id__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                source_id: string;
                key_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    set_public_keys_api_sources__source_id__identity_public_keys_put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                source_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PublicKeysInput"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IdentityView"];
                };
            };
        };
    };
    remove_public_keys_api_sources__source_id__identity_public_keys_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                source_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    index_api_sources__source_id__events_get: {
        parameters: {
            query?: {
                /** @description `upto` of the look before. */
                after?: number | null;
                /** @description Text that stands in the event, whatever its case. */
                search?: string;
                /** @description Only events that are set aside. */
                faulty?: boolean;
                limit?: number;
            };
            header?: never;
            path: {
                source_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ArrivalPage"];
                };
            };
        };
    };
    traits_api_profiles__ref__traits_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A profile id (also one merged away since), or `namespace:value`, such as `email:jo@example.com`. */
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Traits"];
                };
            };
        };
    };
    set_traits_api_profiles__ref__traits_patch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A profile id (also one merged away since), or `namespace:value`, such as `email:jo@example.com`. */
                ref: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TraitsByHand"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SetByHand"];
                };
            };
            /** @description It is kept, and shows before long. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SetByHand"];
                };
            };
        };
    };
    set_consents_api_profiles__ref__consents_patch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A profile id (also one merged away since), or `namespace:value`, such as `email:jo@example.com`. */
                ref: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConsentsByHand"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SetByHand"];
                };
            };
            /** @description It is kept, and shows before long. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SetByHand"];
                };
            };
        };
    };
    reasons_api_quarantine_reasons_get: {
        parameters: {
            query?: {
                status?: "open" | "replayed" | "discarded";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuarantineReasons"];
                };
            };
        };
    };
    replay_api_quarantine_replay_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QuarantineIds"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuarantineChange"];
                };
            };
        };
    };
    discard_api_quarantine_discard_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QuarantineIds"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuarantineChange"];
                };
            };
        };
    };
    reopen_api_quarantine_reopen_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QuarantineIds"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuarantineChange"];
                };
            };
        };
    };
    index_api_quarantine_get: {
        parameters: {
            query?: {
                status?: ("open" | "replayed" | "discarded") | null;
                source_id?: string;
                code?: string;
                import_id?: string;
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuarantinePage"];
                };
            };
        };
    };
    show_api_quarantine__quarantine_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                quarantine_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuarantinedView"];
                };
            };
        };
    };
    fix_api_quarantine__quarantine_id__fixed_put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                quarantine_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FixedEvent"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuarantinedView"];
                };
            };
        };
    };
    replay_api_quarantine__quarantine_id__replay_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                quarantine_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuarantinedView"];
                };
            };
        };
    };
    discard_api_quarantine__quarantine_id__discard_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                quarantine_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuarantinedView"];
                };
            };
        };
    };
    reopen_api_quarantine__quarantine_id__reopen_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                quarantine_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuarantinedView"];
                };
            };
        };
    };
    index_api_imports_get: {
        parameters: {
            query?: {
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportPage"];
                };
            };
        };
    };
    bring_api_imports_post: {
        parameters: {
            query: {
                name: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportView"];
                };
            };
        };
    };
    show_api_imports__import_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                import_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportView"];
                };
            };
        };
    };
    remove_api_imports__import_id__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                import_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    columns_api_imports__import_id__columns_get: {
        parameters: {
            query?: {
                delimiter?: ("," | ";" | "\t" | "|" | "") | null;
                encoding?: ("utf-8" | "utf-16" | "cp1250" | "cp1251" | "cp1252" | "iso-8859-2" | "koi8-r") | null;
                about?: ("people" | "orders" | "events" | "ready") | null;
            };
            header?: never;
            path: {
                import_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileLook"];
                };
            };
        };
    };
    preview_api_imports__import_id__preview_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                import_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AskedRowsPreview"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RowsPreview"];
                };
            };
        };
    };
    start_api_imports__import_id__start_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                import_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ImportStart"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportView"];
                };
            };
        };
    };
    cancel_api_imports__import_id__cancel_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                import_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportView"];
                };
            };
        };
    };
    explanation_api_identity_explain_get: {
        parameters: {
            query: {
                /** @description A profile id (also one merged away since), or `namespace:value`, such as `email:jo@example.com`. */
                a: string;
                /** @description A profile id (also one merged away since), or `namespace:value`, such as `email:jo@example.com`. */
                b: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExplanationView"];
                };
            };
        };
    };
    merges_api_profiles__ref__merges_get: {
        parameters: {
            query?: {
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string | null;
            };
            header?: never;
            path: {
                /** @description A profile id (also one merged away since), or `namespace:value`, such as `email:jo@example.com`. */
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MergePage"];
                };
            };
        };
    };
    drops_api_profiles__ref__drops_get: {
        parameters: {
            query?: {
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string | null;
            };
            header?: never;
            path: {
                /** @description A profile id (also one merged away since), or `namespace:value`, such as `email:jo@example.com`. */
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DropPage"];
                };
            };
        };
    };
    show_api_identity_rules_get: {
        parameters: {
            query?: never;
            header?: {
                "If-None-Match"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RulesView"];
                };
            };
            /** @description Not modified since the ETag given. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    save_api_identity_rules_put: {
        parameters: {
            query?: never;
            header: {
                /** @description The ETag of what is to be replaced. */
                "If-Match": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RulesChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RulesView"];
                };
            };
        };
    };
    versions_api_identity_rules_versions_get: {
        parameters: {
            query?: {
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RulesVersionPage"];
                };
            };
        };
    };
    one_version_api_identity_rules_versions__version__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                version: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RulesView"];
                };
            };
        };
    };
    drops_api_identity_drops_get: {
        parameters: {
            query?: {
                /** @description Only of this profile, under whichever id it ever had. */
                profile_id?: string | null;
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DropPage"];
                };
            };
        };
    };
    merges_api_identity_merges_get: {
        parameters: {
            query?: {
                /** @description Only of this profile, under whichever id it ever had. */
                profile_id?: string | null;
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MergePage"];
                };
            };
        };
    };
    simulate_api_identity_simulations_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description Asked again with the same key and body, the same operation answers: nothing is done twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Simulation"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperationView"];
                };
            };
            /** @description It waits or runs: look at the operation until it ends. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperationView"];
                };
            };
        };
    };
    settings_api_matching_settings_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SettingsView"];
                };
            };
        };
    };
    save_api_matching_settings_put: {
        parameters: {
            query?: never;
            header: {
                /** @description The ETag of what is to be replaced. */
                "If-Match": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SettingsChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SettingsView"];
                };
            };
        };
    };
    start_api_matching_runs_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description Asked again with the same key and body, the same operation answers: nothing is done twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RunRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperationView"];
                };
            };
        };
    };
    index_api_matching_pairs_get: {
        parameters: {
            query?: {
                status?: "open" | "accepted" | "rejected" | "merged" | "stale";
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PairPage"];
                };
            };
        };
    };
    show_api_matching_pairs__pair_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                pair_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PairView"];
                };
            };
        };
    };
    index_api_matching_decisions_get: {
        parameters: {
            query?: {
                verdict?: ("accepted" | "rejected") | null;
                by?: "people" | "matching";
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DecisionPage"];
                };
            };
        };
    };
    accept_api_matching_pairs__pair_id__accept_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                pair_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PairAcceptance"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PairView"];
                };
            };
        };
    };
    reject_api_matching_pairs__pair_id__reject_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                pair_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PairView"];
                };
            };
        };
    };
    reopen_api_matching_pairs__pair_id__reopen_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                pair_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PairView"];
                };
            };
        };
    };
    json_schema_api_schemas_trait_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
        };
    };
    index_api_traits_get: {
        parameters: {
            query?: {
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DefinitionPage"];
                };
            };
        };
    };
    show_api_traits__key__get: {
        parameters: {
            query?: never;
            header?: {
                "If-None-Match"?: string | null;
            };
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DefinitionView"];
                };
            };
            /** @description Not modified since the ETag given. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    put_api_traits__key__put: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of what is to be replaced; * for whatever is there. Left out, there must be nothing yet. */
                "If-Match"?: string | null;
            };
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DefinitionChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DefinitionView"];
                };
            };
        };
    };
    delete_api_traits__key__delete: {
        parameters: {
            query?: {
                /** @description Why. */
                reason?: string;
            };
            header?: {
                /** @description The ETag of what is to be replaced; * for whatever is there. Left out, there must be nothing yet. */
                "If-Match"?: string | null;
            };
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DefinitionView"];
                };
            };
        };
    };
    versions_api_traits__key__versions_get: {
        parameters: {
            query?: {
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string | null;
            };
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VersionPage"];
                };
            };
        };
    };
    one_version_api_traits__key__versions__version__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
                version: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DefinitionView"];
                };
            };
        };
    };
    enable_api_traits__key__enable_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ReasonGiven"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DefinitionView"];
                };
            };
        };
    };
    disable_api_traits__key__disable_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Rest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DefinitionView"];
                };
            };
        };
    };
    json_schema_api_schemas_segment_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
        };
    };
    known_words_api_schemas_words_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Words"];
                };
            };
        };
    };
    index_api_segments_ready_get: {
        parameters: {
            query?: {
                /** @description Of titles and descriptions. */
                language?: "en" | "ru" | "pl";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReadyList"];
                };
            };
        };
    };
    take_api_segments_ready__name__post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReadyAsked"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReadyAdded"];
                };
            };
        };
    };
    rfm_grid_api_segments_ready_rfm_grid_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GridView"];
                };
            };
        };
    };
    brand_levels_api_segments_ready_cross_brand_levels_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BrandLevels"];
                };
            };
        };
    };
    migration_api_segments_ready__name__migration_get: {
        parameters: {
            query?: {
                /** @description Default: 30 days before `until`. */
                since?: string | null;
                /** @description Default: now. */
                until?: string | null;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Migration"];
                };
            };
        };
    };
    movers_api_segments_ready__name__movers_get: {
        parameters: {
            query?: {
                /** @description Default: 30 days before `until`. */
                since?: string | null;
                /** @description Default: now. */
                until?: string | null;
                /** @description The segment's key at `since`; empty for none of them. */
                before?: string;
                /** @description The segment's key at `until`; empty for none of them. */
                after?: string;
                limit?: number;
                cursor?: string | null;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MoverPage"];
                };
            };
        };
    };
    show_api_profiles__ref__scores_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A profile id (also one merged away since), or `namespace:value`, such as `email:jo@example.com`. */
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Scores"];
                };
            };
        };
    };
    preview_api_segments_preview_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PreviewAsked"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PreviewView"];
                };
            };
        };
    };
    import__api_segments__key__import_post: {
        parameters: {
            query?: {
                /** @description Its people come in, fall out, or are all there are from then on. */
                mode?: "add" | "remove" | "replace";
                /** @description Default: the first one called profile_id, or as a namespace is. */
                column?: string;
                /** @description Of the identifiers; profile_id for ids. Default: the column's name. */
                namespace?: string;
                /** @description Default: what the header shows. */
                delimiter?: "" | "," | ";" | "\t" | "|";
                encoding?: "utf-8" | "utf-16" | "windows-1250" | "windows-1252" | "iso-8859-1" | "iso-8859-2";
                /** @description The segment's key, to replace it by one of a very different size. */
                confirm?: string;
            };
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/csv": string;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Imported"];
                };
            };
            /** @description Taken, and in force in a moment. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    ask_api_segments__key__ask_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Asking"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Answered"];
                };
            };
        };
    };
    freeze_api_segments__key__freeze_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Freezing"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Frozen"];
                };
            };
        };
    };
    index_api_segments__key__members_get: {
        parameters: {
            query?: {
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string | null;
            };
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberPage"];
                };
            };
        };
    };
    export_api_segments__key__export_get: {
        parameters: {
            query?: {
                format?: "csv" | "ndjson" | "parquet";
                /** @description Repeatable: profile_id, entered_at, cause, identifiers.NAMESPACE, traits.KEY, or a trait's name; of money and of traits by a dimension one by NAME:WHICH. Default: profile_id, entered_at, identifiers.email. */
                column?: string[];
                /** @description Only those who granted this purpose. */
                purpose?: string;
                /** @description What was said at this brand counts alone. */
                brand?: string | null;
            };
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": unknown;
                    "application/x-ndjson": unknown;
                    "application/vnd.apache.parquet": unknown;
                };
            };
        };
    };
    sizes_api_segments__key__sizes_get: {
        parameters: {
            query?: {
                /** @description Default: 90 days before `until`. */
                since?: string | null;
                /** @description Excluded. Default: now. */
                until?: string | null;
            };
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sizes"];
                };
            };
        };
    };
    freshness_api_segments__key__freshness_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FreshnessView"];
                };
            };
        };
    };
    overlap_api_segment_overlap_get: {
        parameters: {
            query: {
                /** @description Keys. */
                segment: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OverlapView"];
                };
            };
        };
    };
    history_api_profiles__ref__segments_history_get: {
        parameters: {
            query?: {
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string | null;
            };
            header?: never;
            path: {
                /** @description A profile id (also one merged away since), or `namespace:value`, such as `email:jo@example.com`. */
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangePage"];
                };
            };
        };
    };
    memberships_api_profiles__ref__segments_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A profile id (also one merged away since), or `namespace:value`, such as `email:jo@example.com`. */
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["portret__segment__members__api_models__Memberships"];
                };
            };
        };
    };
    overview_api_segment_sizes_get: {
        parameters: {
            query?: {
                days?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SegmentsAtAGlance"];
                };
            };
        };
    };
    turnover_api_segments__key__turnover_get: {
        parameters: {
            query?: {
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string | null;
            };
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TurnPage"];
                };
            };
        };
    };
    progress_api_trait_progress_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TraitsProgress"];
                };
            };
        };
    };
    events_api_seen_events_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventList"];
                };
            };
        };
    };
    fields_api_seen_fields_get: {
        parameters: {
            query?: {
                /** @description Of these events; left out, of any. */
                name?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FieldList"];
                };
            };
        };
    };
    values_api_seen_values_get: {
        parameters: {
            query: {
                field: string;
                /** @description Of these events; left out, of any. */
                name?: string[];
                lines?: boolean;
                /** @description What stands in them, upper and lower case alike. */
                part?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValueList"];
                };
            };
        };
    };
    told_api_seen_traits_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FieldList"];
                };
            };
        };
    };
    values_api_seen_trait_values_get: {
        parameters: {
            query: {
                /** @description As a condition names it: `orders`, `spent_90d`, `traits.plan`. */
                trait: string;
                /** @description Which part: a brand, a currency, a value of its dimension. */
                per?: string;
                /** @description What stands in the values. */
                part?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValueList"];
                };
            };
        };
    };
    spread_api_seen_distribution_get: {
        parameters: {
            query: {
                /** @description As a condition names it: `orders`, `spent_90d`, `traits.plan`. */
                trait: string;
                /** @description Which part: a brand, a currency, a value of its dimension. */
                per?: string;
                /** @description What stands in the values. */
                part?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DistributionView"];
                };
            };
        };
    };
    apply_api_definitions_apply_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Bundle"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Applied"];
                };
            };
        };
    };
    index_api_segments_get: {
        parameters: {
            query?: {
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DefinitionPage"];
                };
            };
        };
    };
    show_api_segments__key__get: {
        parameters: {
            query?: never;
            header?: {
                "If-None-Match"?: string | null;
            };
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DefinitionView"];
                };
            };
            /** @description Not modified since the ETag given. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    put_api_segments__key__put: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of what is to be replaced; * for whatever is there. Left out, there must be nothing yet. */
                "If-Match"?: string | null;
            };
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DefinitionChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DefinitionView"];
                };
            };
        };
    };
    delete_api_segments__key__delete: {
        parameters: {
            query?: {
                /** @description Why. */
                reason?: string;
            };
            header?: {
                /** @description The ETag of what is to be replaced; * for whatever is there. Left out, there must be nothing yet. */
                "If-Match"?: string | null;
            };
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DefinitionView"];
                };
            };
        };
    };
    versions_api_segments__key__versions_get: {
        parameters: {
            query?: {
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string | null;
            };
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VersionPage"];
                };
            };
        };
    };
    one_version_api_segments__key__versions__version__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
                version: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DefinitionView"];
                };
            };
        };
    };
    enable_api_segments__key__enable_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ReasonGiven"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DefinitionView"];
                };
            };
        };
    };
    disable_api_segments__key__disable_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Rest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DefinitionView"];
                };
            };
        };
    };
    merge_api_profiles__ref__merge_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description Asked again with the same key and body, the same operation answers: nothing is done twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description A profile id (also one merged away since), or `namespace:value`, such as `email:jo@example.com`. */
                ref: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Merging"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperationView"];
                };
            };
            /** @description It waits or runs: look at the operation until it ends. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperationView"];
                };
            };
        };
    };
    split_api_profiles__ref__split_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description Asked again with the same key and body, the same operation answers: nothing is done twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description A profile id (also one merged away since), or `namespace:value`, such as `email:jo@example.com`. */
                ref: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Splitting"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperationView"];
                };
            };
            /** @description It waits or runs: look at the operation until it ends. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperationView"];
                };
            };
        };
    };
    show_api_profiles__ref__get: {
        parameters: {
            query?: never;
            header?: {
                "If-None-Match"?: string | null;
            };
            path: {
                /** @description A profile id (also one merged away since), or `namespace:value`, such as `email:jo@example.com`. */
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProfileView"];
                };
            };
            /** @description Not modified since the ETag given. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    erase_api_profiles__ref__delete: {
        parameters: {
            query?: {
                /** @description Only this one of the profiles that were merged into it. */
                side?: string;
                /** @description Erase a side although events of both are in the warehouse no longer. */
                force?: boolean;
            };
            header?: {
                /** @description Asked again with the same key and body, the same operation answers: nothing is done twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description A profile id (also one merged away since), or `namespace:value`, such as `email:jo@example.com`. */
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperationView"];
                };
            };
            /** @description It waits or runs: look at the operation until it ends. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperationView"];
                };
            };
        };
    };
    index_api_profiles__ref__notes_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A profile id (also one merged away since), or `namespace:value`, such as `email:jo@example.com`. */
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Notes"];
                };
            };
        };
    };
    write_api_profiles__ref__notes_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A profile id (also one merged away since), or `namespace:value`, such as `email:jo@example.com`. */
                ref: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewNote"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NoteView"];
                };
            };
        };
    };
    edit_api_profiles__ref__notes__note_id__patch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A profile id (also one merged away since), or `namespace:value`, such as `email:jo@example.com`. */
                ref: string;
                note_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NoteChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NoteView"];
                };
            };
        };
    };
    index_api_tasks_get: {
        parameters: {
            query?: {
                /** @description Those that are the caller's to do, or everybody's. */
                whose?: "mine" | "all";
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tasks"];
                };
            };
        };
    };
    index_api_accounts_get: {
        parameters: {
            query?: {
                search?: string;
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountPage"];
                };
            };
        };
    };
    people_api_accounts__account_id__profiles_get: {
        parameters: {
            query?: {
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string | null;
            };
            header?: never;
            path: {
                /** @description The `groupId` of its group calls. */
                account_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProfilePage"];
                };
            };
        };
    };
    show_api_accounts__account_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The `groupId` of its group calls. */
                account_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountView"];
                };
            };
        };
    };
    of_profile_api_profiles__ref__accounts_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A profile id (also one merged away since), or `namespace:value`, such as `email:jo@example.com`. */
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["portret__profile__api_models__Memberships"];
                };
            };
        };
    };
    export_api_profiles__ref__export_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A profile id (also one merged away since), or `namespace:value`, such as `email:jo@example.com`. */
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Export"];
                };
            };
        };
    };
    index_api_profiles_get: {
        parameters: {
            query?: {
                search?: string | null;
                /** @description Only these, all on one page, also by ids that they had before a merge. */
                id?: string[];
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProfilePage"];
                };
            };
        };
    };
    trait_history_api_profiles__ref__traits__key__history_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A profile id (also one merged away since), or `namespace:value`, such as `email:jo@example.com`. */
                ref: string;
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TraitHistory"];
                };
            };
        };
    };
    identifiers_api_profiles__ref__identifiers_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A profile id (also one merged away since), or `namespace:value`, such as `email:jo@example.com`. */
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Identifiers"];
                };
            };
        };
    };
    events_api_profiles__ref__timeline_get: {
        parameters: {
            query?: {
                type?: ("track" | "page" | "screen" | "identify" | "group" | "alias")[];
                name?: string[];
                since?: string | null;
                /** @description Excluded. */
                until?: string | null;
                limit?: number;
                cursor?: string | null;
            };
            header?: never;
            path: {
                /** @description A profile id (also one merged away since), or `namespace:value`, such as `email:jo@example.com`. */
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Timeline"];
                };
            };
        };
    };
    show_api_data_quality_get: {
        parameters: {
            query?: {
                source_id?: string;
                /** @description Default: 30 days before `until`. */
                since?: string | null;
                /** @description Excluded. Default: now. */
                until?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DataQuality"];
                };
            };
        };
    };
    examples_api_data_quality__flag__examples_get: {
        parameters: {
            query?: {
                source_id?: string;
                /** @description Default: 30 days before `until`. */
                since?: string | null;
                /** @description Excluded. Default: now. */
                until?: string | null;
                limit?: number;
                cursor?: string | null;
            };
            header?: never;
            path: {
                /** @description As events carry it, such as invalid-phone. */
                flag: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExamplePage"];
                };
            };
        };
    };
    index_api_source_volumes_get: {
        parameters: {
            query?: {
                /** @description The last hour by minute, day by hour, 30 days by day. */
                span?: "hour" | "day" | "month";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceVolumes"];
                };
            };
        };
    };
    pulse_api_pulse_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PulseView"];
                };
            };
        };
    };
    grown_api_growth_get: {
        parameters: {
            query?: {
                days?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GrowthView"];
                };
            };
        };
    };
}
