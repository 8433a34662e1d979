"""Every function of oneid.h: what it gives, its name, what it takes. A test compares this with the header.

`text` stands for two arguments, a pointer and a length in bytes; `pointer` for any pointer.
"""

TABLE = """
string oneid_version
u32 oneid_abi_version
u32 oneid_catalogue_version
string oneid_status_name u32
status oneid_error_status pointer
string oneid_error_message pointer
string oneid_error_reason pointer
size oneid_error_problem_count pointer
string oneid_error_problem pointer size
none oneid_error_free pointer
pointer oneid_text_data pointer
size oneid_text_size pointer
none oneid_text_free pointer
status oneid_key_from_hex text pointer pointer
status oneid_identifier_parse text pointer pointer
status oneid_identifier_join text text text pointer pointer
status oneid_operation_parse text pointer pointer
status oneid_phone_parse text text pointer pointer
status oneid_phone_digest text text text pointer pointer
status oneid_email_parse text pointer pointer
status oneid_email_digest text text pointer pointer
status oneid_digest_parse text text pointer pointer
status oneid_contact_normalize text pointer pointer
status oneid_account_normalize text pointer pointer
status oneid_policy_preset text pointer pointer
status oneid_policy_from_toml text pointer pointer
status oneid_policy_to_toml pointer pointer pointer
status oneid_policy_to_json pointer pointer pointer
status oneid_policy_warnings pointer pointer pointer
status oneid_policy_links pointer text pointer pointer
status oneid_policy_trait_rule pointer text pointer pointer
status oneid_policy_canonical pointer pointer text pointer pointer
none oneid_policy_free pointer
status oneid_options_new pointer pointer pointer
status oneid_options_policy pointer pointer pointer
status oneid_options_durability pointer u32 u64 u64 pointer
status oneid_options_refuse_erased pointer pointer pointer
status oneid_options_create pointer bool pointer
status oneid_options_wait_ms pointer u64 pointer
status oneid_options_most_bytes pointer u64 pointer
status oneid_options_threads pointer size pointer
status oneid_options_tuning pointer size u64 pointer
none oneid_options_free pointer
status oneid_check_files text pointer pointer pointer
status oneid_graph_new pointer pointer pointer
status oneid_graph_open text pointer pointer pointer
status oneid_graph_open_read_only text pointer pointer pointer
status oneid_graph_policy pointer pointer pointer
status oneid_graph_close pointer pointer
none oneid_graph_free pointer
status oneid_graph_apply pointer text pointer pointer
status oneid_graph_observe pointer pointer pointer size i64 text u32 text pointer pointer
status oneid_graph_confirm pointer pointer pointer size i64 text pointer pointer
status oneid_graph_separate pointer text text i64 text pointer pointer
status oneid_graph_rejoin pointer text text pointer pointer
status oneid_graph_retract pointer pointer pointer size text pointer pointer
status oneid_graph_retract_source pointer text pointer pointer
status oneid_graph_expire pointer i64 text pointer pointer
status oneid_graph_dry_run pointer text pointer pointer
status oneid_graph_observe_batch pointer pointer pointer pointer
status oneid_graph_apply_prepared pointer pointer pointer pointer
status oneid_graph_erase pointer text pointer pointer
status oneid_graph_erase_profile pointer text pointer pointer
status oneid_graph_refuse_erased pointer pointer pointer
status oneid_graph_readmit pointer text pointer pointer
status oneid_graph_refused_identifiers pointer pointer pointer pointer
status oneid_graph_explain pointer text text pointer pointer
status oneid_graph_verify pointer text text pointer pointer
status oneid_graph_cut pointer text text pointer pointer
status oneid_graph_history pointer pointer pointer pointer
status oneid_graph_bridges pointer pointer pointer pointer
status oneid_graph_evidence pointer pointer pointer pointer
status oneid_graph_candidates pointer size pointer pointer
status oneid_graph_records_of pointer text pointer pointer
status oneid_graph_simulate pointer pointer pointer pointer
status oneid_graph_apply_policy pointer pointer pointer pointer
status oneid_graph_lookup pointer text pointer pointer
status oneid_graph_export pointer text pointer pointer
status oneid_graph_refused pointer pointer pointer
status oneid_graph_refused_count pointer pointer pointer
status oneid_graph_contradictory pointer pointer pointer
status oneid_graph_shared pointer pointer pointer
status oneid_graph_blocked pointer pointer pointer
status oneid_graph_reassigned pointer pointer pointer
status oneid_graph_sources pointer pointer pointer
status oneid_graph_stats pointer pointer pointer
status oneid_graph_memory pointer pointer pointer
status oneid_graph_changes_since pointer u64 size pointer pointer pointer
status oneid_graph_first_change pointer pointer pointer
status oneid_graph_trim_changes pointer u64 pointer
status oneid_graph_check pointer pointer
status oneid_graph_prepare_scope pointer text text pointer pointer
status oneid_graph_prepare_source pointer text pointer pointer
status oneid_graph_prepare pointer text pointer pointer
status oneid_graph_recovery pointer pointer pointer
status oneid_graph_store_stats pointer pointer pointer
status oneid_graph_sync pointer pointer
status oneid_graph_snapshot pointer pointer pointer
status oneid_graph_compact pointer pointer pointer
status oneid_graph_backup pointer text pointer
status oneid_graph_dump pointer text pointer
status oneid_graph_reader pointer pointer pointer
status oneid_reader_clone pointer pointer pointer
status oneid_reader_lookup pointer text pointer pointer pointer
status oneid_reader_lookup_batch pointer pointer pointer size pointer pointer pointer
status oneid_reader_lookup_prepared pointer u32 text pointer pointer pointer
status oneid_reader_lookup_prepared_batch pointer pointer pointer pointer size pointer pointer pointer
status oneid_reader_read pointer pointer pointer pointer pointer
status oneid_reader_wait pointer u64 u64 pointer pointer
none oneid_reader_free pointer
status oneid_graph_profile pointer pointer pointer pointer
status oneid_graph_profile_of pointer text pointer pointer
status oneid_profile_id pointer pointer pointer
string oneid_profile_uuid pointer
size oneid_profile_identifier_count pointer
string oneid_profile_identifier pointer size
u32 oneid_profile_identifier_standing pointer size
size oneid_profile_trait_count pointer
string oneid_profile_trait_name pointer size
string oneid_profile_trait_value pointer size
string oneid_profile_trait pointer text
status oneid_profile_to_json pointer pointer pointer
none oneid_profile_free pointer
status oneid_graph_profiles pointer pointer pointer
status oneid_profiles_next pointer pointer pointer
status oneid_profiles_next_json pointer size pointer pointer
status oneid_profiles_next_ids pointer pointer size pointer pointer
none oneid_profiles_free pointer
status oneid_manifest_read text pointer pointer pointer
status oneid_manifest_policy pointer pointer pointer
status oneid_manifest_fan_bases pointer pointer pointer
status oneid_graph_import pointer pointer i64 pointer pointer
none oneid_manifest_free pointer
"""
