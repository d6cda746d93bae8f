# carillon_embed_text(<target> <file> <header> <namespace> <name>): the file's bytes as a std::string_view, in a header
# of the build tree. For what is served as it stands; at most 16 KB, as compilers bound a literal.
function(carillon_embed_text target file header space name)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${file})
  file(READ ${PROJECT_SOURCE_DIR}/${file} CARILLON_TEXT)
  set(CARILLON_NAMESPACE ${space})
  set(CARILLON_NAME ${name})
  set(CARILLON_FILE ${file})
  configure_file(${PROJECT_SOURCE_DIR}/cmake/embed_text.hpp.in ${PROJECT_BINARY_DIR}/generated/${header} @ONLY)
  target_include_directories(${target} PRIVATE ${PROJECT_BINARY_DIR}/generated)
endfunction()

# carillon_embed_folder(<target> <folder> <namespace> <extension>…): each file of these kinds, <folder>/page.css as
# <folder>/page_css.gen.hpp.
function(carillon_embed_folder target folder space)
  foreach(extension IN LISTS ARGN)
    file(GLOB files RELATIVE ${PROJECT_SOURCE_DIR} CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/*.${extension})
    foreach(file IN LISTS files)
      cmake_path(GET file STEM name)
      carillon_embed_text(${target} ${file} ${folder}/${name}_${extension}.gen.hpp ${space} ${name}_${extension})
    endforeach()
  endforeach()
endfunction()
