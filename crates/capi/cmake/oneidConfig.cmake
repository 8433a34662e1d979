# oneid::oneid, the shared library, and oneid::static, as they are installed beside this file:
# PREFIX/share/oneid/cmake, PREFIX/include, and PREFIX/lib or one of its kin.
get_filename_component(_oneid_prefix "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)
include(FindPackageHandleStandardArgs)

set(_oneid_libdirs lib lib64 "lib/${CMAKE_LIBRARY_ARCHITECTURE}")
find_path(oneid_INCLUDE_DIR oneid.h
    PATHS "${_oneid_prefix}" PATH_SUFFIXES include NO_DEFAULT_PATH)
find_library(oneid_LIBRARY NAMES oneid
    PATHS "${_oneid_prefix}" PATH_SUFFIXES ${_oneid_libdirs} NO_DEFAULT_PATH)
find_library(oneid_STATIC_LIBRARY
    NAMES "${CMAKE_STATIC_LIBRARY_PREFIX}oneid${CMAKE_STATIC_LIBRARY_SUFFIX}"
    PATHS "${_oneid_prefix}" PATH_SUFFIXES ${_oneid_libdirs} NO_DEFAULT_PATH)
find_package_handle_standard_args(oneid
    REQUIRED_VARS oneid_LIBRARY oneid_INCLUDE_DIR VERSION_VAR oneid_VERSION)

if(oneid_FOUND AND NOT TARGET oneid::oneid)
    add_library(oneid::oneid SHARED IMPORTED)
    set_target_properties(oneid::oneid PROPERTIES
        IMPORTED_LOCATION "${oneid_LIBRARY}"
        INTERFACE_INCLUDE_DIRECTORIES "${oneid_INCLUDE_DIR}")
endif()
if(oneid_FOUND AND oneid_STATIC_LIBRARY AND NOT TARGET oneid::static)
    find_package(Threads REQUIRED)
    add_library(oneid::static STATIC IMPORTED)
    set_target_properties(oneid::static PROPERTIES
        IMPORTED_LOCATION "${oneid_STATIC_LIBRARY}"
        INTERFACE_INCLUDE_DIRECTORIES "${oneid_INCLUDE_DIR}"
        INTERFACE_LINK_LIBRARIES "Threads::Threads;${CMAKE_DL_LIBS};m")
endif()
mark_as_advanced(oneid_INCLUDE_DIR oneid_LIBRARY oneid_STATIC_LIBRARY)
unset(_oneid_prefix)
unset(_oneid_libdirs)
